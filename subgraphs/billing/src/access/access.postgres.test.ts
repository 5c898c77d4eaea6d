import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { firstLegalEntityId } from '@lastmile/kernel/company';
import { newId } from '@lastmile/kernel/id';
import { anonymous, memberActor, staffActor, userActor } from '@lastmile/subgraph/testing';
import { startTestBilling, type TestBilling } from '../scenario/test-billing.ts';

type Answer = Record<string, never> & { [field: string]: { __typename?: string; code?: string } | null };

describe('Who may what', () => {
  let billing: TestBilling;
  let customerId: string;
  let accountId: string;
  let invoiceId: string;
  const staff = staffActor('operator');
  beforeAll(async () => {
    billing = await startTestBilling();
    const { tariffVersionId } = await billing.tariff('10');
    ({ accountId, customerId } = await billing.account(tariffVersionId, '2026-11-01'));
    await billing.bill('2026-11-23');
    invoiceId = (await billing.invoicesOf(accountId))[0]?.id ?? '';
  }, 60_000);
  afterAll(() => billing?.stop());

  const ask = async (query: string, actor = staff, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await billing.execute({ query, variables, actor });
    return { data: data as Answer | null, code: errors?.[0]?.extensions?.code };
  };
  const pay = (actor = staff, id = invoiceId, more = '') =>
    ask(
      `mutation($id: ID!, $key: String!) { payInvoice(input: { invoiceId: $id, method: "sandbox-no", idempotencyKey: $key ${more} }) {
        __typename ... on Problem { code message } } }`,
      actor,
      { id, key: newId() },
    );
  const owner = () => memberActor(newId(), customerId, 'owner');
  const viewer = () => memberActor(newId(), customerId, 'viewer');
  const stranger = () => memberActor(newId(), newId(), 'owner');

  it('a foreign invoice looks like one that is not there, in queries, references, lists and mutations', async () => {
    for (const id of [invoiceId, newId(), 'no id at all']) {
      expect((await ask(`query($id: ID!) { invoice(id: $id) { number } }`, stranger(), { id })).data).toEqual(
        { invoice: null },
      );
      const { data } = await ask(
        `query($r: [_Any!]!) { _entities(representations: $r) { ... on Invoice { number total { amount } } } }`,
        stranger(),
        { r: [{ __typename: 'Invoice', id }] },
      );
      expect(data).toEqual({ _entities: [null] });
      expect((await pay(stranger(), id)).data?.payInvoice).toMatchObject({
        __typename: 'NotFound',
        code: 'NOT_FOUND',
      });
    }
    const { data } = await ask(
      `query($r: [_Any!]!) { _entities(representations: $r) { ... on Customer { invoices(first: 5) { nodes { id } } accounts { id } } } }`,
      stranger(),
      { r: [{ __typename: 'Customer', id: customerId }] },
    );
    expect(data).toEqual({ _entities: [null] });
  });

  it('who only looks on sees the invoice and may not pay it', async () => {
    expect(
      (await ask(`query($id: ID!) { invoice(id: $id) { number status } }`, viewer(), { id: invoiceId })).data,
    ).toEqual({
      invoice: { number: 'INV-2026-000001', status: 'PENDING' },
    });
    expect((await pay(viewer())).code).toBe('FORBIDDEN');
  });

  it('who is nobody is asked to sign in, and may still look at tariffs', async () => {
    expect((await pay(anonymous)).code).toBe('UNAUTHENTICATED');
    expect(
      (await ask(`{ tariffs(first: 5) { nodes { name current { price { amount } } } } }`, anonymous)).data,
    ).toMatchObject({
      tariffs: { nodes: [{ current: { price: { amount: '10.00' } } }] },
    });
  });

  it.each([
    [`startBillRun(input: { through: "2026-11-23" })`],
    [`createTariff(input: { code: "mine", name: "Mine", kind: OTHER, currency: "EUR", price: "1" })`],
  ])('a customer may not %s', async (mutation) => {
    expect((await ask(`mutation { ${mutation} { __typename } }`, owner())).code).toBe('FORBIDDEN');
  });

  it('lists of everybody’s are for staff', async () => {
    expect((await ask(`{ invoices(first: 5) { nodes { id } } }`, owner())).code).toBe('FORBIDDEN');
    expect((await ask(`{ billRuns(first: 5) { nodes { id } } }`, userActor())).code).toBe('FORBIDDEN');
    const { data } = await ask(
      `{ invoices(first: 5, filter: { status: [PENDING] }) { totalCount { value exact } nodes { id } } }`,
    );
    expect(data).toEqual({ invoices: { totalCount: { value: 1, exact: true }, nodes: [{ id: invoiceId }] } });
    expect(
      (await ask(`{ invoices(first: 5, filter: { status: [OVERDUE] }) { nodes { id } } }`)).data,
    ).toEqual({ invoices: { nodes: [] } });
  });

  it('staff of another legal entity see nothing of this one', async () => {
    const elsewhere = {
      ...staff,
      staff: [
        {
          permissions: staff.staff[0]?.permissions ?? [],
          scope: { legalEntities: [newId()], regions: 'all' as const },
        },
      ],
    };
    expect(
      (await ask(`{ invoices(first: 5) { nodes { id } } legalEntities { id } }`, elsewhere)).data,
    ).toEqual({ invoices: { nodes: [] }, legalEntities: [] });
    expect((await pay(elsewhere)).data?.payInvoice).toMatchObject({ __typename: 'NotFound' });
  });

  it('a draft tariff is seen by those who publish', async () => {
    const { data } =
      await ask(`mutation { createTariff(input: { code: "draft-1", name: "Draft", kind: OTHER, currency: "EUR", price: "1.2345" }) {
      ... on CreateTariffSuccess { tariff { id versions { price { amount } } } } } }`);
    const tariff = (data as unknown as { createTariff: { tariff: { id: string; versions: unknown[] } } })
      .createTariff.tariff;
    expect(tariff.versions).toEqual([{ price: { amount: '1.2345' } }]);
    expect(
      (await ask(`query($id: ID!) { tariff(id: $id) { name } }`, anonymous, { id: tariff.id })).data,
    ).toEqual({ tariff: null });
    expect(
      (await ask(`query($id: ID!) { tariff(id: $id) { name } }`, staff, { id: tariff.id })).data,
    ).toEqual({ tariff: { name: 'Draft' } });
    expect(
      (await ask(`{ tariffs(first: 5, filter: { status: [DRAFT] }) { nodes { name } } }`, owner())).code,
    ).toBe('FORBIDDEN');
  });

  it.each([
    ['amount: { amount: "-1", currency: "EUR" }', 'BAD_INPUT'],
    ['amount: { amount: "0", currency: "EUR" }', 'BAD_INPUT'],
    ['amount: { amount: "1", currency: "USD" }', 'BAD_INPUT'],
    ['amount: { amount: "1.001", currency: "EUR" }', 'BAD_INPUT'],
  ])('paying with %s is InvalidInput', async (more, code) => {
    expect((await pay(owner(), invoiceId, more)).data?.payInvoice).toMatchObject({
      __typename: 'InvalidInput',
      code,
    });
  });

  it('an unknown method and a key that is none are InvalidInput that says what to do', async () => {
    const query = (method: string, key: string) =>
      ask(
        `mutation { payInvoice(input: { invoiceId: "${invoiceId}", method: "${method}", idempotencyKey: "${key}" }) { __typename ... on InvalidInput { field message } } }`,
        owner(),
      );
    expect((await query('visa', newId())).data?.payInvoice).toMatchObject({ field: 'method' });
    expect((await query('sandbox-ok', 'short')).data?.payInvoice).toMatchObject({ field: 'idempotencyKey' });
  });

  it('an oversized page and a cursor of another list are refused with what to do', async () => {
    expect((await ask(`{ invoices(first: 101) { nodes { id } } }`)).code).toBe('PAGE_TOO_LARGE');
    const forged = Buffer.from(JSON.stringify(['invoice.issued', 'yesterday', "' or 1=1"])).toString(
      'base64url',
    );
    for (const after of ['nonsense', forged])
      expect((await ask(`{ invoices(first: 1, after: "${after}") { nodes { id } } }`)).code).toBe(
        'BAD_CURSOR',
      );
  });

  it.each([
    ['of their legal entity', firstLegalEntityId, 1],
    ['of another one', newId(), 0],
  ])('under a customer, staff %s see what is theirs; what is not is left out', async (_, entity, count) => {
    const [grant] = staff.staff;
    const scope = { legalEntities: [entity], regions: 'all' } as const;
    const scoped = { ...staff, staff: [{ permissions: grant?.permissions ?? [], scope }] };
    const { data, code } = await ask(
      `query($r: [_Any!]!) { _entities(representations: $r) { ... on Customer {
        accounts { id } invoices(first: 5) { nodes { id } totalCount { value } }
        paid: invoices(first: 5, filter: { status: [PENDING, PAID] }) { nodes { id } } } } }`,
      scoped,
      { r: [{ __typename: 'Customer', id: customerId }] },
    );
    const nodes = count === 1 ? [{ id: invoiceId }] : [];
    expect({ data, code }).toEqual({
      code: undefined,
      data: {
        _entities: [
          {
            accounts: count === 1 ? [{ id: accountId }] : [],
            invoices: { nodes, totalCount: { value: count } },
            paid: { nodes },
          },
        ],
      },
    });
  });

  it('a subscription of a foreign account is refused like one that is not there; one’s own tells what happens', async () => {
    const query = `subscription($a: ID) { invoiceUpdated(accountId: $a) { cursor change summary { status } invoice { number status openAmount { amount } customer { id } tariff { name } } } }`;
    for (const a of [accountId, newId()])
      await expect(billing.subscribe({ query, variables: { a }, actor: stranger() })).rejects.toThrow(
        'NOT_FOUND',
      );
    await expect(billing.subscribe({ query, actor: owner() })).rejects.toThrow('FORBIDDEN');
    const updates = await billing.subscribe({ query, variables: { a: accountId }, actor: owner() });
    expect((await updates.next()).value).toMatchObject({
      data: { invoiceUpdated: { change: 'SUBSCRIBED', invoice: null } },
    });
    const paid = await ask(
      `mutation($k: String!) { payInvoice(input: { invoiceId: "${invoiceId}", method: "sandbox-ok", idempotencyKey: $k }) { __typename } }`,
      owner(),
      { k: newId() },
    );
    expect(paid.data?.payInvoice).toEqual({ __typename: 'PayInvoiceSuccess' });
    expect((await updates.next()).value).toMatchObject({
      data: {
        invoiceUpdated: {
          change: 'PAID',
          summary: { status: 'PAID' },
          invoice: {
            status: 'PAID',
            openAmount: { amount: '0.00' },
            customer: { id: customerId },
            tariff: { name: 'Fiber' },
          },
        },
      },
    });
    await updates.return(undefined);
  }, 20_000);
});
