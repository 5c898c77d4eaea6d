import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, print, validate } from 'graphql';
import { liftLiterals } from './lift-literals.ts';

const schema = buildSchema(`
  scalar Decimal
  input Price { amount: Decimal! name: String parts: [Decimal!] }
  type Query { sell(price: Decimal, prices: [Decimal!], input: Price, count: Int): Int }
`);

describe('literals of the house’s own scalars', () => {
  it('become variables, alone, in lists, in input objects beside variables, and in fragments', () => {
    const document = parse(`query Q($n: String) {
      sell(price: "1.5", prices: ["2", "3"], input: { amount: "4", name: $n, parts: ["5"] }, count: 6) ...F
    } fragment F on Query { again: sell(price: "7") }`);
    const lifted = liftLiterals(schema, document);
    expect(Object.values(lifted.literals)).toEqual(['1.5', '2', '3', '4', '5', '7']);
    expect(validate(schema, lifted.document)).toEqual([]);
    expect(print(lifted.document)).not.toMatch(/"[1-57]/);
    expect(print(lifted.document)).toContain('count: 6');
  });

  it('are left alone where there are none, defaults of variables included', () => {
    const document = parse('query ($d: Decimal = "1") { sell(price: $d, count: 1) }');
    expect(liftLiterals(schema, document)).toEqual({ document, literals: {} });
  });
});
