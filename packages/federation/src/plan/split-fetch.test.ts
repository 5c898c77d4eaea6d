import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { separateVariants } from '../supergraph/required-variants.ts';
import { splitFetch } from './split-fetch.ts';

const { variants } = separateVariants(
  parse(`
    enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
    union PB = P | B
    interface Item { price: Int }
    type P implements Item @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
      id: ID!
      price: Int @join__field(graph: B)
      cost(in: String): Int @join__field(graph: A, external: true) @join__field(graph: B)
      m: M @join__field(graph: A, external: true) @join__field(graph: B)
      dear: Boolean @join__field(graph: A, requires: "cost(in: \\"EUR\\")")
      cheap: Boolean @join__field(graph: A, requires: "cost(in: \\"USD\\")")
      one: Int @join__field(graph: A, requires: "m { d(k: 1) { v(n: 1) } }")
      two: Int @join__field(graph: A, requires: "m { d(k: 2) { v(n: 2) } }")
      self(n: Int): P @join__field(graph: A)
    }
    type B implements Item @join__type(graph: A, key: "id") { id: ID! price: Int }
    type M { d(k: Int): D } type D { v(n: Int): Int }`),
);

const field = (name: string, ...selections: QueryPlanSelectionNode[]): QueryPlanSelectionNode => ({
  kind: 'Field',
  name,
  ...(selections.length > 0 && { selections }),
});

function fetchOf(operation: string, required: readonly QueryPlanSelectionNode[], rest = {}): FetchNode {
  const selections = [field('__typename'), field('id'), ...required];
  const requires: QueryPlanSelectionNode[] = [{ kind: 'InlineFragment', typeCondition: 'P', selections }];
  const more = { operationKind: 'query', operationName: undefined, operationDocumentNode: undefined };
  return {
    kind: 'Fetch',
    serviceName: 'a',
    requires,
    operation,
    variableUsages: [],
    ...more,
    ...rest,
  } as FetchNode;
}

const entities = (selection: string, variables = '') =>
  `query($representations: [_Any!]!${variables}) { _entities(representations: $representations) { ${selection} } }`;

const shown = (nodes: readonly QueryPlanSelectionNode[]): string =>
  nodes
    .map((node) => {
      const below = node.selections ? ` { ${shown(node.selections)} }` : '';
      return (node.kind === 'Field' ? node.name : `... on ${node.typeCondition}`) + below;
    })
    .join(' ');

const split = (node: FetchNode) =>
  splitFetch(node, variants).map(({ operation, requires, inputRewrites, variableUsages }) => ({
    operation: operation.replace(/\s+/g, ' '),
    inputs: shown(requires ?? []),
    renamed: (inputRewrites ?? []).map((one) => [
      one.path.join('/'),
      'renameKeyTo' in one && one.renameKeyTo,
    ]),
    variableUsages,
  }));

const costs = [field('cost'), field('_v1_P_cost')];

describe('a fetch of entities', () => {
  it('stays as it is when nothing made up is required', () => {
    for (const text of ['... on P { ...F } } fragment F on P { price', '... on P { __typename }']) {
      const node = fetchOf(entities(text), [field('cost')]);
      expect(splitFetch(node, variants)).toEqual([node]);
    }
  });

  it('is one where everything fits one representation, fragments and all', () => {
    const text = `${entities('...F')} fragment F on Item { price ...G } fragment G on P { cheap self { id } }`;
    expect(split(fetchOf(text, [field('_v1_P_cost')]))).toEqual([
      {
        operation: text,
        inputs: '... on P { __typename id _v1_P_cost }',
        renamed: [['... on P/_v1_P_cost', 'cost']],
        variableUsages: [],
      },
    ]);
  });

  it('is split inside fragments, and takes no fragments and variables along that it does not use', () => {
    const text = `${entities('...F', ', $n: Int')} fragment F on Item { ... on P { ...G } }
      fragment G on P { dear cheap self(n: 1) { ...H } } fragment H on P { self(n: $n) { id } }`;
    const head = 'query ($representations: [_Any!]!';
    const inner = (fields: string) =>
      `{ _entities(representations: $representations) { ... on Item { ... on P { ... on P { ${fields} } } } } }`;
    expect(split(fetchOf(text, costs, { variableUsages: ['n'] }))).toEqual([
      {
        operation: `${head}, $n: Int) ${inner('dear self(n: 1) { ...H }')} fragment H on P { self(n: $n) { id } }`,
        inputs: '... on P { __typename id cost }',
        renamed: [],
        variableUsages: ['n'],
      },
      {
        operation: `${head}) ${inner('cheap')}`,
        inputs: '... on P { __typename id _v1_P_cost }',
        renamed: [['... on P/_v1_P_cost', 'cost']],
        variableUsages: [],
      },
    ]);
  });

  it('gives what stands below a variant its real name before the variant itself', () => {
    const required = field('m', field('d', field('v')), field('_v1_M_d', field('_v1_D_v')));
    expect(
      split(fetchOf(entities('... on P { two one }'), [required])).map(({ inputs, renamed }) => ({
        inputs,
        renamed,
      })),
    ).toEqual([
      {
        inputs: '... on P { __typename id m { _v1_M_d { _v1_D_v } } }',
        renamed: [
          ['... on P/m/_v1_M_d/_v1_D_v', 'v'],
          ['... on P/m/_v1_M_d', 'd'],
        ],
      },
      { inputs: '... on P { __typename id m { d { v } } }', renamed: [] },
    ]);
  });
});
