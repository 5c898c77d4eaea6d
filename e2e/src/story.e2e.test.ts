import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './client/graphql-client.ts';
import * as graph from './generated/operations.ts';
import { type StandaloneWorld, startStandaloneWorld } from './standalone-world.ts';
import { Story } from './story/story.ts';

let world: StandaloneWorld;
let story: Story;

beforeAll(async () => {
  world = await startStandaloneWorld();
  story = new Story(world);
}, 60_000);
afterAll(() => world?.stop(), 30_000);

describe('the main job', () => {
  it('takes an unknown visitor to a line in service with a subscription', async () => {
    await story.connect();
    const { applications, accounts } = await story.progress();
    expect(applications.nodes).toMatchObject([
      { status: 'ACTIVATED', contract: { status: 'ACTIVE' }, line: { state: 'ACTIVE' } },
    ]);
    expect(accounts).toMatchObject([{ subscriptions: [{ status: 'ACTIVE', startsOn: '2026-11-23' }] }]);
  }, 60_000);

  it('bills the first part of a period up to the anchor day, tells the open subscription, and writes one letter', async () => {
    const live = story.customer.hear(graph.InvoiceUpdatedDocument, { customerId: story.customerId });
    await eventually(
      'the subscription to begin',
      async () => live.heard[0]?.invoiceUpdated.change === 'SUBSCRIBED',
    );
    const invoice = await story.bill();
    // 31.00 a month net, from 23 November to the anchor day, 1 December: 8 of 30 days are 8.27; 19 % tax on it are 1.57.
    expect(invoice).toMatchObject({
      status: 'PENDING',
      total: { amount: '9.84' },
      lines: [{ net: { amount: '8.27' } }],
    });
    expect(invoice.number).toMatch(/^INV-2026-\d{6}$/);
    const told = await eventually(
      'the invoice on the subscription',
      async () => live.heard[1]?.invoiceUpdated,
    );
    expect(told).toMatchObject({
      invoice: {
        id: invoice.id,
        number: invoice.number,
        customer: { name: 'Ann Story' },
        tariff: { name: `Story ${world.tag}` },
      },
    });
    const letter = await eventually('the letter', async () =>
      (await story.letters()).find(({ subject, text }) => `${subject}${text}`.includes(invoice.number)),
    );
    expect(letter).toMatchObject({ received: 1 });
    expect(letter.text).toContain('9.84');
    expect(live.errors).toEqual([]);
    await live.stop();
  }, 60_000);

  it('takes the payment: invoice, ledger and balance agree, and the update is pushed', async () => {
    const live = story.customer.hear(graph.InvoiceUpdatedDocument, { customerId: story.customerId });
    await eventually('the subscription to begin', async () => live.heard.length > 0);
    const paid = await story.pay();
    expect(paid).toMatchObject({ __typename: 'PayInvoiceSuccess', payment: { status: 'SUCCEEDED' } });
    expect(await story.pay()).toEqual(paid);
    const { invoices, accounts } = await story.progress();
    expect(invoices?.nodes).toMatchObject([
      {
        status: 'PAID',
        openAmount: { amount: '0.00' },
        payments: [{ status: 'SUCCEEDED', amount: { amount: '9.84' } }],
      },
    ]);
    expect(accounts?.[0]?.balance.amount).toBe('0.00');
    const { billingAccount } = await story.customer.run(graph.StatementDocument, {
      accountId: accounts?.[0]?.id ?? '',
      from: '2026-11-01',
      to: '2026-11-30',
    });
    expect(billingAccount).toMatchObject({
      balance: { amount: '0.00' },
      statement: { openingBalance: { amount: '0.00' }, closingBalance: { amount: '0.00' } },
    });
    await eventually('the paid invoice on the subscription', async () =>
      live.heard.some(({ invoiceUpdated }) => invoiceUpdated.invoice?.status === 'PAID'),
    );
    await live.stop();
  }, 60_000);

  it('notices a node that no longer answers, tells whom it touches, and closes on recovery', async () => {
    const mine = story.customer.hear(graph.OutageUpdatedDocument, { customerId: story.customerId });
    const all = story.operator.hear(graph.OutageUpdatedDocument, {});
    await eventually('both subscriptions', async () => mine.heard.length > 0 && all.heard.length > 0);
    await world.equipment.down();
    for (const live of [mine, all]) {
      await eventually('the outage', async () =>
        live.heard.some(({ outageUpdated }) => outageUpdated.change === 'OPENED'),
      );
    }
    expect((await story.progress()).lineStatus?.state).toBe('DOWN');
    await eventually('a letter about it', async () =>
      (await story.letters()).some(({ subject }) => /outage|disruption|service/i.test(subject)),
    );
    await world.equipment.up();
    for (const live of [mine, all]) {
      await eventually('its end', async () =>
        live.heard.some(({ outageUpdated }) => outageUpdated.change === 'RESOLVED'),
      );
    }
    expect((await story.progress()).lineStatus?.state).toBe('UP');
    expect(mine.errors).toEqual([]);
    await Promise.all([mine.stop(), all.stop()]);
  }, 60_000);

  it('sends each letter once', async () => {
    const letters = await story.letters();
    expect(letters.length).toBeGreaterThanOrEqual(3);
    expect(letters.filter(({ received }) => received !== 1)).toEqual([]);
  });
});
