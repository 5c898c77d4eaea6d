import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { isId } from '@lastmile/kernel/id';
import { buildSchema, parse, validate } from 'graphql';
import { demoId } from './dice.ts';
import { demoAccess } from './load-demo.ts';
import { demoNodes, demoPorts } from './network.ts';
import { customerCount, demoPeople } from './people.ts';

describe('the demo provider', () => {
  it('is the same at every load of a day', () => {
    expect(demoPeople('2026-11-23')).toEqual(demoPeople('2026-11-23'));
    expect(demoId('customer', 1)).toBe(demoId('customer', 1));
    expect(isId(demoId('customer', 1)) && demoId('customer', 1)[14]).toBe('7');
  });

  it('has a port for everybody, and nobody shares one', () => {
    const people = demoPeople('2026-11-23');
    expect(new Set(people.map(({ port }) => port.id)).size).toBe(customerCount);
    expect(new Set(people.map(({ email }) => email)).size).toBe(customerCount);
    expect(demoNodes()).toHaveLength(60);
    expect(demoPorts(demoNodes()).length).toBeGreaterThan(customerCount);
  });

  it('tells people to try what the schema has', () => {
    const schema = buildSchema(
      readFileSync(fileURLToPath(new URL('../../../schema/api.graphql', import.meta.url)), 'utf8'),
    );
    for (const { operation } of demoAccess('http://localhost:4000').queries) {
      expect(validate(schema, parse(operation))).toEqual([]);
    }
  });
});
