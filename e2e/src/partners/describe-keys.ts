import { expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { eventually } from '../client/graphql-client.ts';
import type { Story } from '../story/story.ts';
import type { World } from '../story/world.ts';

/** As registered for City Terminals, in schema/partners. */
const payments = {
  id: '966fd5ecd8f1fcf6f16afb85663cf4a0de43ab18f42b0f59e9176425299f1977',
  lookUp: '10c4f5e3c1fbbd1f2813c6b856ed8da65e071be48c5787f70289088f12f982b1',
};

export interface KeysStage {
  readonly world: World;
  readonly story: Story;
  readonly ask: <Data>(query: string, variables: object, token?: string) => Promise<Data>;
}

/** What is promised of partners' keys, whichever shape the house has and whichever replica answers. */
export function describeKeys(stage: () => KeysStage): void {
  it('and requests of a partner end with its key within a second, whichever replica they are at', async () => {
    const { world } = stage();
    const { key, apiKeyId } = await signUp(stage());
    const accountId = await someAccount(stage());
    const sockets = Array.from({ length: 6 }, () => listen(world, key, accountId));
    await eventually('greetings', async () => sockets.every(({ greeted }) => greeted()));
    const look = () => askByKey(world, key);
    for (const status of await Promise.all(Array.from({ length: 12 }, look))) expect(status).toBe(200);
    const revokedAtMs = performance.now();
    await stage().ask(
      'mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { __typename } }',
      { id: apiKeyId },
      stage().story.operator.token,
    );
    await eventually('the end of its sockets', async () => sockets.every(({ closed }) => closed()));
    for (const { closed } of sockets) {
      expect(closed()?.code).toBe(4403);
      expect((closed()?.atMs ?? Number.NaN) - revokedAtMs).toBeLessThan(1_000);
    }
    for (const status of await Promise.all(Array.from({ length: 12 }, look))) expect(status).toBe(401);
  }, 60_000);
}

async function signUp({ ask, story }: KeysStage): Promise<{ key: string; apiKeyId: string }> {
  const { token } = story.operator;
  const { made } = await ask<{ made: { partner: { id: string } } }>(
    `mutation { made: createPartner(input: { name: "city-terminals", permissions: ["account:read", "payment:read"] }) {
      ... on CreatePartnerSuccess { partner { id } } ... on Problem { message } } }`,
    {},
    token,
  );
  const { issued } = await ask<{ issued: { key: string; apiKey: { id: string } } }>(
    `mutation ($id: ID!) { issued: issueApiKey(input: { partnerId: $id }) {
      ... on IssueApiKeySuccess { key apiKey { id } } ... on Problem { message } } }`,
    { id: made.partner.id },
    token,
  );
  return { key: issued.key, apiKeyId: issued.apiKey.id };
}

async function someAccount({ ask, story }: KeysStage): Promise<string> {
  const { customer } = await ask<{ customer: { accounts: { id: string }[] } }>(
    'query ($id: ID!) { customer(id: $id) { accounts { id } } }',
    { id: story.customerId },
    story.operator.token,
  );
  return customer.accounts[0]?.id ?? '';
}

/** The status of an answer, over a connection of its own, so that a proxy may take it to either replica. */
async function askByKey(world: World, key: string): Promise<number> {
  const answer = await fetch(`${world.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key, connection: 'close' },
    body: JSON.stringify({ documentId: payments.lookUp, variables: { id: 'nobody' } }),
  });
  await answer.text();
  return answer.status;
}

function listen(world: World, key: string, accountId: string) {
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  let isGreeted = false;
  let closed: { readonly code: number; readonly atMs: number } | undefined;
  const send = (message: object) => socket.send(JSON.stringify(message));
  socket.on('open', () => send({ type: 'connection_init', payload: { 'x-api-key': key } }));
  socket.on('message', (data) => {
    const { type } = JSON.parse(data.toString()) as { type: string };
    const extensions = { persistedQuery: { version: 1, sha256Hash: payments.id } };
    if (type === 'connection_ack')
      send({ id: '1', type: 'subscribe', payload: { query: '', extensions, variables: { accountId } } });
    if (type === 'next') isGreeted = true;
  });
  socket.on('close', (code) => {
    closed = { code, atMs: performance.now() };
  });
  return { greeted: () => isGreeted, closed: () => closed };
}
