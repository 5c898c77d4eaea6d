import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineEvent, id, money } from './define-event.ts';
import { asyncApiDocument, eventSchema, eventSchemaFiles } from './event-documents.ts';

const created = defineEvent({
  type: 'billing.invoice.created',
  root: 'account',
  about: 'An invoice was drawn up.',
  data: { invoiceId: id, total: money, note: z.string().optional() },
});
const paid = defineEvent({
  type: 'billing.invoice.paid',
  root: 'account',
  about: 'An invoice was paid.',
  data: { invoiceId: id },
});
const published = defineEvent({
  type: 'billing.tariff.published',
  root: 'tariff',
  about: 'A tariff can be ordered.',
  data: { tariffId: id },
});

describe('documents of events', () => {
  it('describe envelope and data, and leave room for fields that come later', () => {
    const schema = eventSchema(created) as never as {
      required: string[];
      properties: Record<string, { const?: string; required?: string[]; properties?: object }>;
    };
    expect(schema.properties.type).toEqual({ const: 'billing.invoice.created' });
    expect(schema.properties.topic).toEqual({ const: 'lastmile.billing.account' });
    expect(schema.properties.data?.required).toEqual(['invoiceId', 'total']);
    expect(Object.keys(schema.properties.data?.properties ?? {})).toEqual(['invoiceId', 'total', 'note']);
    expect(schema.required).toContain('streamsequence');
    expect(schema.required).not.toContain('causationid');
    expect(JSON.stringify(schema)).not.toContain('additionalProperties');
  });

  it('are the same whatever order the definitions come in', () => {
    const one = [created, paid, published];
    const other = [published, created, paid, created];
    expect(asyncApiDocument(other)).toBe(asyncApiDocument(one));
    expect([...eventSchemaFiles(other)]).toEqual([...eventSchemaFiles(one)]);
    expect([...eventSchemaFiles(one).keys()]).toEqual([
      'billing.invoice.created.json',
      'billing.invoice.paid.json',
      'billing.tariff.published.json',
    ]);
  });

  it('have a channel per topic and a message per event, each reference leading somewhere', () => {
    const document = JSON.parse(asyncApiDocument([created, paid, published]));
    expect(Object.keys(document.channels)).toEqual(['lastmile.billing.account', 'lastmile.billing.tariff']);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path]) => path,
    );
    expect(references.length).toBeGreaterThan(4);
    for (const path of references) {
      const found = path?.split('/').reduce((node, name) => node?.[name], document);
      expect({ path, found: found !== undefined }).toEqual({ path, found: true });
    }
  });

  it('refuse two events of one name', () => {
    const twin = defineEvent({ type: 'billing.invoice.paid', root: 'account', about: 'Twin.', data: {} });
    expect(() => asyncApiDocument([paid, twin])).toThrow('Two events are called billing.invoice.paid.');
  });
});
