import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './client/graphql-client.ts';
import { type StandaloneWorld, startStandaloneWorld } from './standalone-world.ts';
import { Story } from './story/story.ts';

let world: StandaloneWorld;

beforeAll(async () => {
  world = await startStandaloneWorld({ BILLING_SANDBOX_LATE_MS: '1000' });
}, 60_000);
afterAll(() => world?.stop(), 30_000);

/** A customer with one open invoice. */
async function billed(): Promise<Story> {
  const story = new Story({ ...world, tag: Math.random().toString(36).slice(2, 7).padEnd(5, '0') });
  await story.connect();
  await story.bill();
  return story;
}

describe('a payment provider', () => {
  it('that says no leaves the invoice open, and the next try may succeed', async () => {
    const story = await billed();
    expect(await story.pay('sandbox-no', 'first-attempt')).toMatchObject({ __typename: 'PaymentDeclined' });
    expect((await story.progress()).invoices?.nodes[0]?.status).toBe('PENDING');
    expect(await story.pay('sandbox-ok', 'second-attempt')).toMatchObject({
      __typename: 'PayInvoiceSuccess',
    });
  }, 60_000);

  it('that answers late is waited for; meanwhile a second payment is refused', async () => {
    const story = await billed();
    expect(await story.pay('sandbox-late', 'late-attempt')).toMatchObject({ __typename: 'PaymentPending' });
    expect(await story.pay('sandbox-ok', 'impatient-attempt')).toMatchObject({
      __typename: 'PaymentInProgress',
    });
    // Enquiries at the provider are due by the business clock.
    world.clock.advanceMs(3_600_000);
    await eventually(
      'the late answer',
      async () => (await story.progress()).invoices?.nodes[0]?.status === 'PAID',
    );
    const [invoice] = (await story.progress()).invoices?.nodes ?? [];
    expect(invoice?.payments.filter(({ status }) => status === 'SUCCEEDED')).toHaveLength(1);
  }, 60_000);

  it('given the same key with other arguments refuses, whoever answers', async () => {
    const story = await billed();
    await story.pay('sandbox-ok', 'the-same-key');
    expect(await story.pay('sandbox-late', 'the-same-key')).toMatchObject({
      __typename: 'IdempotencyMismatch',
    });
  }, 60_000);

  it('asked a hundred times at once with one key has one effect and one answer', async () => {
    const story = await billed();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => story.pay('sandbox-ok', 'hundred-at-once')),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await story.progress()).invoices?.nodes[0]?.payments).toHaveLength(1);
  }, 60_000);
});
