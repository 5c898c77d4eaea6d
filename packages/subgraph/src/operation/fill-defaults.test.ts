import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { compileDefaults } from './fill-defaults.ts';

const schema = buildSchema(`
  enum Order { NEWEST OLDEST }
  input Tree { name: String! = "leaf" order: Order! = NEWEST children: [Tree!] plain: Int }
  type Query { trees(tree: Tree, count: Int! = 3, many: [Tree!]): Int }
`);

function fill(operation: string, variables: Record<string, unknown>) {
  const definition = getOperationAST(parse(operation));
  if (!definition) throw new Error('no operation');
  return compileDefaults(schema, definition)(variables);
}

describe('defaults', () => {
  it('of variables are filled in where nothing was given, not where null was', () => {
    expect(fill('query ($a: Int = 1, $b: Int = 2, $c: Int) { trees }', { b: null })).toEqual({
      a: 1,
      b: null,
    });
  });

  it('of fields of input objects are filled in, however deep, in lists too', () => {
    expect(fill('query ($t: Tree) { trees(tree: $t) }', { t: { children: [{ name: 'twig' }, {}] } })).toEqual(
      {
        t: {
          name: 'leaf',
          order: 'NEWEST',
          children: [
            { name: 'twig', order: 'NEWEST' },
            { name: 'leaf', order: 'NEWEST' },
          ],
        },
      },
    );
    expect(fill('query ($m: [Tree!]) { trees(many: $m) }', { m: {} })).toEqual({
      m: { name: 'leaf', order: 'NEWEST' },
    });
  });

  it('change nothing that was given, and do not write into it', () => {
    const given = Object.freeze({ t: Object.freeze({ name: 'x', order: 'OLDEST' }) });
    expect(fill('query ($t: Tree) { trees(tree: $t) }', given)).toEqual(given);
    expect(fill('{ trees }', given)).toBe(given);
  });
});
