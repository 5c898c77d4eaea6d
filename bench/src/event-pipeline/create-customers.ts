import type { Actor } from '@lastmile/kernel/actor';
import { assertionHeader, signAssertion } from '@lastmile/kernel/assertion';
import { newId } from '@lastmile/kernel/id';
import { pipelineKey } from './run-domain.ts';

const query = `mutation Create($input: CreateCustomerInput!) {
  createCustomer(input: $input) { __typename ... on CreateCustomerSuccess { customerId } }
}`;

/** The mutation of each user, so many per second whether answered or not: a queue shows as latency, not as patience. */
export async function createCustomers(
  url: string,
  userIds: readonly string[],
  perSecond: number,
): Promise<void> {
  const began = performance.now();
  const open: Promise<void>[] = [];
  for (const [at, userId] of userIds.entries()) {
    const waitMs = began + (at * 1_000) / perSecond - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const one = createCustomer(url, userId, at);
    one.catch(() => {});
    open.push(one);
  }
  await Promise.all(open);
}

async function createCustomer(url: string, userId: string, at: number): Promise<void> {
  const input = {
    ...{ kind: 'PERSON', firstName: 'Pipe', lastName: 'Line', locale: 'en' },
    email: `pipe-${at}@pipeline.example`,
  };
  const body = JSON.stringify({ query, variables: { input } });
  const actor: Actor = {
    ...{ kind: 'user', id: userId, version: 1, membershipVersion: 0 },
    ...{ staff: [], memberships: [] },
  };
  const assertion = signAssertion({ audience: 'customer', actor, correlationId: newId() }, body, pipelineKey);
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [assertionHeader]: assertion },
    body,
  });
  const text = await answer.text();
  if (!text.includes('CreateCustomerSuccess')) throw new Error(`createCustomer: ${text.slice(0, 500)}`);
}
