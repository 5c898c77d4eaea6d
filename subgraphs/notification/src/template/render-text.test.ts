import { describe, expect, it, jest } from '@jest/globals';
import { checkTexts } from './check-texts.ts';
import { renderTexts, type Scope, TemplateFault } from './render-text.ts';

const place = { locale: 'en', timeZone: 'UTC' };
const scope: Scope = {
  event: {
    total: { amount: '1234567890123456789.10', currency: 'EUR' },
    dueOn: '2026-12-07',
    at: '2026-11-23T12:00:00Z',
    none: null,
  },
  data: { name: '<b onclick="x">\'&', items: [{ text: 'one' }, { text: 'two' }] },
  recipient: { displayName: 'Anna', locale: 'en' },
  links: { home: 'http://localhost:4000' },
};

const text = (source: string, given: Scope = scope) =>
  renderTexts({ subject: 's', textBody: source, htmlBody: null }, given, place).text;
const html = (source: string) =>
  renderTexts({ subject: 's', textBody: 't', htmlBody: source }, scope, place).html;

describe('Rendering', () => {
  it('writes amounts exactly, days and instants as people of a language do', () => {
    expect(text('{{ event.total | money }}')).toBe('€1,234,567,890,123,456,789.10');
    expect(text('{{ event.dueOn | date }}')).toBe('December 7, 2026');
    expect(text('{{ event.at | datetime }}')).toBe('November 23, 2026 at 12:00 PM');
    expect(text('{{ event.none | date }}{{ event.none | money }}{{ event.none.deeper }}')).toBe('');
  });

  it('escapes everything in HTML and nothing in text', () => {
    expect(html('<p>{{ data.name }}</p>')).toBe('<p>&lt;b onclick=&#34;x&#34;&gt;&#39;&amp;</p>');
    expect(
      html('{% assign x = data.name %}{% capture y %}{{ x }}{% endcapture %}{% echo x %}'),
    ).not.toContain('<b');
    expect(text('{{ data.name }}')).toBe('<b onclick="x">\'&');
  });

  it('keeps line breaks and other controls out of the subject', () => {
    const subject = (source: string) =>
      renderTexts({ subject: source, textBody: 't', htmlBody: null }, scope, place).subject;
    expect(subject('Hello\r\nBcc: all@example.com\u0000')).toBe('Hello Bcc: all@example.com');
    expect(subject('x'.repeat(500))).toHaveLength(200);
    expect(() => subject(' ')).toThrow(TemplateFault);
  });
});

describe('A hostile template', () => {
  it.each([
    '{{ event.constructor }}',
    '{{ data.__proto__ }}',
    '{{ data.items.__proto__ }}',
    '{{ data.items.constructor.constructor }}',
    '{{ data.name.constructor }}',
    '{{ constructor }}',
    '{{ toString }}',
    '{{ __proto__ }}',
    '{{ process.env }}',
    '{{ globalThis }}',
    '{{ data["__proto__"]["polluted"] }}',
    '{% assign k = "constructor" %}{{ data[k] }}',
    '{{ data.items | map: "constructor" }}',
    '{{ data }}',
    '{{ data.items }}',
  ])('reaches no prototype and nothing it was not given: %s', (source) => {
    expect(() => text(source)).toThrow(TemplateFault);
  });

  it.each([
    '{% include "/etc/passwd" %}',
    '{% render "/etc/passwd" %}',
    '{% layout "/etc/passwd" %}',
    '{% block x %}{% endblock %}',
    '{% tablerow x in data.items %}{% endtablerow %}',
    '{% liquid include "x" %}',
    '{% javascript %}{% endjavascript %}',
    '{{ data.name | raw }}',
    '{{ data.name | unknown }}',
    '{{ data.items | where_exp: "x", "true" }}',
    '{% if data.name %}',
  ])('reads no file, other template, or unknown filter: %s', (source) => {
    expect(() => text(source)).toThrow(TemplateFault);
    expect(() =>
      checkTexts({ subject: 's', textBody: source, htmlBody: null }, { event: [], data: ['name', 'items'] }),
    ).toThrow(/^textBody: /);
  });

  it.each([
    ['loops', '{% for i in (1..1000000000) %}x{% endfor %}'],
    [
      'nested loops',
      '{% for i in (1..900) %}{% for j in (1..900) %}{% for k in (1..900) %}{% endfor %}{% endfor %}{% endfor %}',
    ],
    ['long text', `{% for i in (1..100000) %}${'x'.repeat(1000)}{% endfor %}`],
    [
      'doubling',
      `{% assign x = "0123456789" %}${'{% capture x %}{{ x }}{{ x }}{% endcapture %}'.repeat(60)}`,
    ],
    ['doubling by filters', `{% assign x = "0123456789" %}${'{% assign x = x | append: x %}'.repeat(60)}`],
    ['replacing', `{% assign x = "${'a'.repeat(5000)}" %}{{ x | replace: "a", x | replace: "a", x }}`],
    ['a huge template', 'x'.repeat(70_000)],
    ['deep nesting', '{% if true %}'.repeat(4_000)],
  ])('is cut off: %s', (_title, source) => {
    const began = performance.now();
    expect(() => text(source)).toThrow(TemplateFault);
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it('formats dates in no way of its own', () => {
    expect(() => text('{{ "now" | date: "%999999999d" }}')).toThrow(/takes a day/);
    expect(() => text('{{ event.dueOn | datetime }}')).toThrow(/takes a time/);
    expect(() => text('{{ event.dueOn | money }}')).toThrow(/takes an amount/);
  });

  it('leaves Object.prototype as it was', () => {
    const data = JSON.parse('{"__proto__": {"polluted": "yes"}, "name": "n"}');
    text('{% assign __proto__ = "x" %}{% increment %}{{ data.name }}'.replace('{% increment %}', ''), {
      ...scope,
      data,
    });
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  it('tells what took too long from what can never be made: a busy machine may do it the next time', () => {
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => {
      now += 600;
      return now;
    });
    const faultOf = (source: string) => {
      try {
        text(source);
        return undefined;
      } catch (fault) {
        return fault as TemplateFault;
      }
    };
    expect(faultOf('Hello {{ event.number }}')).toMatchObject({ outOfTime: true });
    clock.mockRestore();
    expect(faultOf('Hello {{ event.nobody }}')).toMatchObject({ outOfTime: false });
  });
});

describe('Checking', () => {
  const check = (textBody: string) => () =>
    checkTexts({ subject: 's', textBody, htmlBody: null }, { event: ['total'], data: ['customer'] });

  it('names what there is when a template names what there is not', () => {
    expect(check('{{ event.tota }}')).toThrow(/event has no "tota"; it has total/);
    expect(check('\n{{ data.invoice.total }}')).toThrow(/line 2: data has no "invoice"; it has customer/);
    expect(check('{{ env }}')).toThrow(/there is no "env"; there are event, data, recipient, links/);
    expect(check('{{ recipient.email }}')).toThrow(/displayName, locale/);
  });

  it('lets through what is right', () => {
    expect(
      check(
        '{% for x in data.customer.lines %}{{ x.any }}{{ forloop.index }}{% endfor %}{{ event.total | money }}',
      ),
    ).not.toThrow();
  });
});
