import { describe, expect, it } from '@jest/globals';
import { factsOffered, variablesOffered, variableValues } from '../occasion/facts.ts';
import { occasionNamed, occasions } from '../occasion/occasions.ts';
import { builtInTemplates } from './built-in/built-in.ts';
import { checkTexts } from './check-texts.ts';
import { renderTexts } from './render-text.ts';
import { readTemplateQuery } from './template-query.ts';

const occasion = (name: string) => {
  const found = occasionNamed(name);
  if (!found) throw new Error(name);
  return found;
};
const invoice = variablesOffered(occasion('billing.invoice.created'));

describe('A template’s query', () => {
  it('takes its variables from the event and reads the recipient besides', () => {
    const query =
      'query Q($customerId: ID!, $dueOn: Date!, $totalAmount: Decimal) { customer(id: $customerId) { name } x: a(b: $dueOn, c: $totalAmount) }';
    const read = readTemplateQuery(query, invoice);
    expect(read.variables).toEqual(['customerId', 'dueOn', 'totalAmount']);
    expect(read.fields).toEqual(['customer', 'x']);
    expect(read.document).toMatch(/recipient: me \{\s+id\s+email\s+displayName\s+locale\s+\}/);
  });

  it('is for the recipient alone where there is none', () => {
    const { document, fields, variables } = readTemplateQuery(null, invoice);
    expect(document.match(/me \{/g)).toHaveLength(1);
    expect([fields, variables]).toEqual([[], []]);
  });

  it.each([
    [
      'a variable that the event does not say',
      'query($userName: String) { a(b: $userName) }',
      /\$userName is not said by the event; there are .*\$customerId: ID!/,
    ],
    ['another type', 'query($customerId: String!) { a(b: $customerId) }', /\$customerId is ID!, not String!/],
    ['a list', 'query($customerId: [ID!]) { a(b: $customerId) }', /\$customerId is ID!/],
    [
      'what is not in every event as non-null',
      'query($userId: ID!) { a(b: $userId) }',
      /declare it as ID, without "!"/,
    ],
    ['a mutation', 'mutation { pay }', /one query/],
    ['a subscription', 'subscription { x }', /one query/],
    ['two queries', 'query A { a } query B { b }', /one query/],
    ['introspection', '{ __schema { types { name } } }', /not for letters/],
    [
      'introspection in a fragment',
      'query { ...F } fragment F on Query { __type(name: "X") { name } }',
      /not for letters/,
    ],
    ['the reserved alias', '{ recipient: user(id: 1) { email } }', /another alias/],
    [
      'the reserved alias in a fragment',
      'query { ...F } fragment F on Query { recipient: user(id: 1) { email } }',
      /another alias/,
    ],
    ['bad syntax', 'query {', /Syntax Error/],
    ['a huge query', `{ ${'a '.repeat(5_000)}}`, /at most/],
    ['too many tokens', `{ ${'a,'.repeat(2_000)}}`, /token/],
  ])('refuses %s', (_title, query, message) => {
    expect(() => readTemplateQuery(query, invoice)).toThrow(message);
  });

  it('finds a fragment that names itself no reason to go on for ever', () => {
    expect(readTemplateQuery('query { ...F } fragment F on Query { a ...F }', invoice).fields).toEqual(['a']);
  });

  it('is given amounts apart from their currency, and null for what the event leaves out', () => {
    const values = variableValues(occasion('billing.invoice.created'), {
      customerId: 'c',
      total: { amount: '30.00', currency: 'EUR' },
    });
    expect(values).toMatchObject({
      customerId: 'c',
      totalAmount: '30.00',
      totalCurrency: 'EUR',
      userId: null,
    });
  });
});

describe('Built-in templates', () => {
  it('are there in English and German for the same occasions, none of them notification’s own', () => {
    const of = (language: string) =>
      builtInTemplates
        .filter((one) => one.language === language)
        .map(({ name, occasion }) => `${name} ${occasion}`);
    expect(of('en')).toEqual(of('de'));
    expect(of('en').length).toBeGreaterThanOrEqual(9);
    expect(occasions.some(({ event }) => event.domain === 'notification')).toBe(false);
  });

  it.each(builtInTemplates.map((template) => [`${template.name} ${template.language}`, template] as const))(
    '%s passes the checks that operators’ templates pass, and renders with nothing but the event',
    (_title, template) => {
      const about = occasion(template.occasion);
      const { fields } = readTemplateQuery(template.query, variablesOffered(about));
      checkTexts(template, { event: factsOffered(about).map(({ name }) => name), data: fields });
      const samples = {
        MONEY: { amount: '1.00', currency: 'EUR' },
        Date: '2026-11-23',
        DateTime: '2026-11-23T12:00:00Z',
      };
      const event = Object.fromEntries(
        factsOffered(about).map(({ name, kind }) => [
          name,
          kind in samples ? samples[kind as 'MONEY'] : kind === 'LIST' ? [] : name,
        ]),
      );
      const data = Object.fromEntries(fields.map((field) => [field, null]));
      const { text, html } = renderTexts(
        template,
        { event, data, recipient: { displayName: null, locale: null }, links: { home: 'http://x' } },
        { locale: template.language, timeZone: 'UTC' },
      );
      expect(text).toContain('http://x');
      expect(html).toContain(`lang="${template.language}"`);
    },
  );
});
