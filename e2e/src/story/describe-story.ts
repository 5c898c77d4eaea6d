import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addDays, addMonthsAnchored, type CalendarDate, daysBetween } from '@lastmile/kernel/calendar';
import { Money } from '@lastmile/kernel/money';
import { eventually } from '../client/graphql-client.ts';
import * as graph from '../generated/operations.ts';
import { Story } from './story.ts';
import type { World } from './world.ts';

/**
 * 31.00 a month before tax, from a day to the next anchor day, the first: on 23 November 8 of 30 days, which is 8.27,
 * and 19 % tax on it 1.57.
 */
export function firstInvoiceFrom(day: CalendarDate): { net: string; total: string } {
  const start = addMonthsAnchored(day, 0, 1);
  const end = addMonthsAnchored(day, 1, 1);
  const net = Money.of('31.00', 'EUR').fraction(daysBetween(day, end), daysBetween(start, end)).rounded();
  const tax = net.times('0.19').rounded();
  return { net: net.toAmountString(), total: net.plus(tax).toAmountString() };
}

/** The main job of the house as sentences, in whatever shape it runs. */
export function describeStory<Stage extends World & { stop(): Promise<void> }>(
  start: () => Promise<Stage>,
  startMs: number,
): void {
  let world: Stage;
  let story: Story;

  beforeAll(async () => {
    world = await start();
    story = new Story(world);
  }, startMs);
  afterAll(() => world?.stop(), 60_000);

  it('takes an unknown visitor to a line in service with a subscription', async () => {
    await story.connect();
    const { applications, accounts } = await story.progress();
    expect(applications.nodes).toMatchObject([
      { status: 'ACTIVATED', contract: { status: 'ACTIVE' }, line: { state: 'ACTIVE' } },
    ]);
    expect(accounts).toMatchObject([{ subscriptions: [{ status: 'ACTIVE', startsOn: world.today() }] }]);
  }, 60_000);

  it('bills the first part of a period up to the anchor day, tells the open subscription, and writes one letter', async () => {
    const live = story.customer.hear(graph.InvoiceUpdatedDocument, { customerId: story.customerId });
    await eventually(
      'the subscription to begin',
      async () => live.heard[0]?.invoiceUpdated.change === 'SUBSCRIBED',
    );
    const invoice = await story.bill();
    const { net, total } = firstInvoiceFrom(world.today());
    expect(invoice).toMatchObject({
      status: 'PENDING',
      total: { amount: total },
      lines: [{ net: { amount: net } }],
    });
    expect(invoice.number).toMatch(/^INV-\d{4}-\d{6}$/);
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
    expect(letter.text).toContain(total);
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
        payments: [{ status: 'SUCCEEDED', amount: { amount: firstInvoiceFrom(world.today()).total } }],
      },
    ]);
    expect(accounts?.[0]?.balance.amount).toBe('0.00');
    const { billingAccount } = await story.customer.run(graph.StatementDocument, {
      accountId: accounts?.[0]?.id ?? '',
      from: addDays(world.today(), -20),
      to: addDays(world.today(), 2),
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
}
