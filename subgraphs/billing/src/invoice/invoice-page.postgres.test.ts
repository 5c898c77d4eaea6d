import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { memberActor, userActor } from '@lastmile/subgraph/testing';
import { startTestBilling, type TestBilling } from '../scenario/test-billing.ts';

interface Page {
  nodes: { number: string; issuedOn: string; status: string; tariff: { name: string } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
  totalCount: { value: number };
}

describe('Invoices below their customers', () => {
  let billing: TestBilling;
  const customers: string[] = [];
  beforeAll(async () => {
    billing = await startTestBilling();
    const { tariffVersionId } = await billing.tariff('10');
    for (let count = 0; count < 20; count += 1)
      customers.push((await billing.account(tariffVersionId, '2026-01-01')).customerId);
    for (const month of ['01', '02', '03', '04']) await billing.bill(`2026-${month}-01`);
  }, 60_000);
  afterAll(() => billing?.stop());

  const representations = (ids: string[]) => ids.map((id) => ({ __typename: 'Customer', id }));

  it('come for twenty customers in one statement, and their tariffs in another', async () => {
    const actor = userActor(
      newId(),
      customers.map((customerId) => ({ customerId, role: 'viewer' as const })),
    );
    const statements = jest.spyOn(billing.context().database.pool, 'query');
    const { data, errors } = await billing.execute({
      query: `query($r: [_Any!]!) { _entities(representations: $r) { ... on Customer { invoices(first: 12) { nodes { number status tariff { name } } } } } }`,
      variables: { r: representations(customers) },
      actor,
    });
    // The event log has statements of its own, whenever it likes.
    const names = statements.mock.calls.map(
      ([statement]) => (statement as unknown as { name?: string }).name,
    );
    statements.mockRestore();
    expect(errors).toBeUndefined();
    const pages = (data as { _entities: { invoices: Page }[] })._entities;
    expect(pages.map(({ invoices }) => invoices.nodes.length)).toEqual(Array(20).fill(4));
    expect(names.filter((name) => name?.startsWith('billing-'))).toEqual([
      'billing-invoices-of-customer',
      'billing-tariffs',
    ]);
  });

  it('are paged without a gap, the newest first, and filtered by computed status', async () => {
    const [customerId = ''] = customers;
    const read = async (args: string) => {
      const { data, errors } = await billing.execute({
        query: `query($r: [_Any!]!) { _entities(representations: $r) { ... on Customer { invoices(${args}) {
          nodes { number issuedOn status } pageInfo { hasNextPage endCursor } totalCount { value } } } } }`,
        variables: { r: representations([customerId]) },
        actor: memberActor(newId(), customerId),
      });
      expect(errors).toBeUndefined();
      return (data as { _entities: [{ invoices: Page }] })._entities[0].invoices;
    };
    const first = await read('first: 3');
    const second = await read(`first: 3, after: "${first.pageInfo.endCursor}"`);
    expect([...first.nodes, ...second.nodes].map(({ issuedOn }) => issuedOn)).toEqual([
      '2026-04-01',
      '2026-03-01',
      '2026-02-01',
      '2026-01-01',
    ]);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage, first.totalCount.value]).toEqual([
      true,
      false,
      4,
    ]);
    const overdue = await read('first: 10, filter: { status: [OVERDUE] }');
    expect([overdue.nodes.length, overdue.totalCount.value]).toEqual([3, 3]);
    expect((await read('first: 10, filter: { status: [PAID, CANCELLED] }')).nodes).toEqual([]);
  });
});
