import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { staffActor, startTestSubgraph, type TestSubgraph } from '@lastmile/subgraph/testing';
import type { CustomerDomain } from '../customer-domain.ts';
import { customerSubgraph } from '../subgraph.ts';
import { makeTestCustomer } from '../testing-world.ts';
import { registerCustomer } from './register-customer.ts';

describe('the list of customers', () => {
  let subgraph: TestSubgraph<CustomerDomain>;
  const operator = staffActor('operator');

  beforeAll(async () => {
    subgraph = await startTestSubgraph(customerSubgraph);
    for (let made = 0; made < 10; made += 1) await makeTestCustomer(subgraph);
  });
  afterAll(() => subgraph?.stop());

  it('pages go on without gap or repetition, and refuse what is not theirs', async () => {
    const page = async (args: string) =>
      subgraph.execute({
        query: `{ customers(${args}) { nodes { id } pageInfo { hasNextPage endCursor } totalCount { value } } }`,
        actor: operator,
      });
    for (const orderBy of ['NUMBER', 'NAME', 'NEWEST']) {
      const seen: string[] = [];
      let after = '';
      let total = 0;
      for (;;) {
        const { data } = await page(`first: 3, orderBy: ${orderBy}${after && `, after: "${after}"`}`);
        const { customers } = data as {
          customers: {
            nodes: { id: string }[];
            pageInfo: { hasNextPage: boolean; endCursor: string };
            totalCount: { value: number };
          };
        };
        seen.push(...customers.nodes.map(({ id }) => id));
        total = customers.totalCount.value;
        after = customers.pageInfo.endCursor;
        if (!customers.pageInfo.hasNextPage) break;
      }
      expect(seen.length).toBe(total);
      expect(new Set(seen).size).toBe(total);
      const other = orderBy === 'NAME' ? 'NUMBER' : 'NAME';
      const { errors } = await page(`orderBy: ${other}, after: "${after}"`);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_CURSOR' });
    }
    const forged = Buffer.from(JSON.stringify(['customers:NEWEST', 'yesterday', newId()])).toString(
      'base64url',
    );
    expect((await page(`orderBy: NEWEST, after: "${forged}"`)).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_CURSOR',
    });
    expect((await page('first: 101')).errors?.[0]?.extensions).toMatchObject({ code: 'PAGE_TOO_LARGE' });
  });

  it('customers are found by the beginning of name, number, e-mail and telephone number', async () => {
    const { id, number } = await registerCustomer(subgraph.context(), {
      kind: 'PERSON',
      firstName: 'Łucja',
      lastName: 'Çelik-Özkan',
      email: 'lu.celik@example.org',
      phone: '+48 600 100 200',
    });
    for (const search of ['celik', 'ÇELIK-ö', number.toLowerCase(), 'lu.cel', '+48 600', '0048600'])
      expect([search, await found(search)]).toEqual([search, [id]]);
    expect(await found('elik')).toEqual([]);
    expect(await found("' or 1=1 --")).toEqual([]);
  });

  async function found(search: string): Promise<string[]> {
    const { data } = await subgraph.execute({
      query:
        'query ($search: String) { customers(filter: { search: $search, status: ACTIVE }) { nodes { id } } }',
      variables: { search },
      actor: operator,
    });
    return (data as { customers: { nodes: { id: string }[] } }).customers.nodes.map(({ id }) => id);
  }
});
