import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { eventually } from '../client/graphql-client.ts';
import { describeKeys } from '../partners/describe-keys.ts';
import { Story } from '../story/story.ts';
import type { World } from '../story/world.ts';

const invoices = `subscription Invoices($customerId: ID!) {
  invoiceUpdated(customerId: $customerId) { cursor change invoice { number customer { number name } } } }`;
const password = 'seven quiet lighthouses at dawn';

interface Message {
  readonly type: string;
  readonly payload?: {
    readonly data?: { readonly invoiceUpdated: { readonly cursor: string; readonly change: string } };
  };
}

/** A subscriber over a bare socket, with the time at which each thing happened to it. */
class Listener {
  readonly changes: { readonly change: string; readonly cursor: string; readonly atMs: number }[] = [];
  readonly others: Message[] = [];
  closed: { readonly code: number; readonly atMs: number } | undefined;

  constructor(world: World, token: string | undefined, customerId: string) {
    const socket = new WebSocket(`${world.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const payload = { query: invoices, variables: { customerId } };
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
    );
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString()) as Message;
      const update = message.payload?.data?.invoiceUpdated;
      if (message.type === 'connection_ack')
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
      else if (update) this.changes.push({ ...update, atMs: performance.now() });
      else this.others.push(message);
    });
    socket.on('close', (code) => {
      this.closed = { code, atMs: performance.now() };
    });
  }
}

type LiveWorld = World & { stop(): Promise<void> };

/** What is promised of live updates, whichever shape the house has. */
export function describeLive(startWorld: () => Promise<LiveWorld>, startMs = 60_000): void {
  let world: LiveWorld;
  let story: Story;
  let bob: { readonly token: string; readonly membershipId: string };

  const ask = async <Data>(query: string, variables: object, token?: string): Promise<Data> => {
    const answer = await fetch(`${world.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await answer.json()) as { data: Data; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const signIn = async (email: string): Promise<string> => {
    const { signIn: signed } = await ask<{ signIn: { accessToken: string } }>(
      'mutation ($input: SignInInput!) { signIn(input: $input) { ... on SignInSuccess { accessToken } } }',
      { input: { email, password } },
    );
    return signed.accessToken;
  };
  const upstreams = async (): Promise<number> => {
    const text = await (await fetch(`${world.url}/metrics`)).text();
    return Number(/^lastmile_live_upstreams\{[^}]*\} (\d+)$/m.exec(text)?.[1]);
  };

  beforeAll(async () => {
    world = await startWorld();
    story = new Story(world);
    await story.connect();
    const email = `bob.${world.tag}@customers.example`;
    const { registerUser } = await ask<{ registerUser: { userId: string } }>(
      'mutation ($input: RegisterUserInput!) { registerUser(input: $input) { ... on RegisterUserSuccess { userId } } }',
      { input: { email, password } },
    );
    // The customer domain hears of a new user by an event.
    const membershipId = await eventually('Bob to be a member', async () => {
      const { addMember } = await ask<{ addMember: { membership?: { id: string } } }>(
        `mutation ($input: AddMemberInput!) { addMember(input: $input) {
          __typename ... on AddMemberSuccess { membership { id } } ... on Problem { message } } }`,
        { input: { customerId: story.customerId, userId: registerUser.userId, role: 'OWNER' } },
        story.customer.token,
      );
      return addMember.membership?.id;
    });
    const token = await signIn(email);
    bob = { token, membershipId };
    await eventually('the membership of Bob', async () =>
      ask('query ($id: ID!) { customer(id: $id) { id } }', { id: story.customerId }, token).then(
        (data) => (data as { customer: unknown }).customer,
      ),
    );
  }, startMs);
  afterAll(() => world?.stop(), 60_000);

  it('are subscribed to once for all with the same role, and end for one whose role is taken within a second', async () => {
    const anns = [1, 2, 3].map(() => new Listener(world, story.customer.token, story.customerId));
    const bobs = [1, 2].map(() => new Listener(world, bob.token, story.customerId));
    const all = [...anns, ...bobs];
    await eventually('greetings', async () => all.every(({ changes }) => changes.length === 1));
    // Of the gateway that answers; another one has its own.
    expect(await upstreams()).toBe(1);
    await story.bill();
    await eventually('the invoice at all of them', async () =>
      all.every(({ changes }) => changes.at(-1)?.change === 'CREATED'),
    );
    const removedAtMs = performance.now();
    await ask(
      'mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { __typename } }',
      { input: { membershipId: bob.membershipId } },
      story.customer.token,
    );
    await eventually('the end of his sockets', async () => bobs.every(({ closed }) => closed));
    for (const { closed } of bobs) {
      expect(closed?.code).toBe(1012);
      expect((closed?.atMs ?? Number.NaN) - removedAtMs).toBeLessThan(1_000);
    }
    const again = new Listener(world, bob.token, story.customerId);
    await eventually('a refusal', async () => again.others[0]);
    expect(again.others).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'NOT_FOUND' } }] }]);
    await story.pay();
    await eventually('the payment at hers', async () =>
      anns.every(({ changes }) => changes.some(({ change }) => change === 'PAID')),
    );
    expect(bobs.flatMap(({ changes }) => changes.filter(({ change }) => change === 'PAID'))).toEqual([]);
    expect(new Set(anns.map(({ changes }) => JSON.stringify(changes.map(({ cursor }) => cursor)))).size).toBe(
      1,
    );
  }, 60_000);

  it('end with their session within a second', async () => {
    const listener = new Listener(world, story.customer.token, story.customerId);
    await eventually('a greeting', async () => listener.changes.length === 1);
    const other = await signIn(story.email);
    const endedAtMs = performance.now();
    await ask('mutation { endOtherSessions { __typename } }', {}, other);
    await eventually('the end of its socket', async () => listener.closed);
    expect(listener.closed?.code).toBe(4403);
    expect((listener.closed?.atMs ?? Number.NaN) - endedAtMs).toBeLessThan(1_000);
  }, 60_000);

  describeKeys(() => ({ world, story, ask }));
}
