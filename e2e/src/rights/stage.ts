import { type Actor, anonymous, domainActor } from '@lastmile/kernel/actor';
import { type Permission, permissions } from '@lastmile/kernel/permission';
import { parse } from 'graphql';
import { eventually, GraphqlClient } from '../client/graphql-client.ts';
import { type StandaloneWorld, startStandaloneWorld } from '../standalone-world.ts';
import { Story } from '../story/story.ts';
import { askDomain } from './ask-domain.ts';

/** Somebody who asks: at the endpoint with a token, at a domain as the actor that auth makes of the session. */
export interface Person {
  readonly client: GraphqlClient;
  readonly actor: Actor;
}

export type PersonName = 'anonymous' | 'stranger' | 'ownerA' | 'viewerA' | 'ownerB' | 'tech' | 'operator';

/** Two customers who have nothing to do with each other, and everybody who may come by. */
export interface RightsStage {
  readonly world: StandaloneWorld;
  readonly a: Story;
  readonly b: Story;
  readonly people: Readonly<Record<PersonName, Person>>;
  /** All rights: looks, and never is who is tested. */
  readonly everything: Actor;
  /** Ids by type of what nothing leads to from a customer and no list of its own shows. */
  readonly apart: ReadonlyMap<string, string>;
}

const password = 'nine patient herons by the weir';
const staff = { tech: 'tech', operator: 'operator' } as const;

export async function startRightsStage(): Promise<RightsStage> {
  const world = await startStandaloneWorld();
  const [a, b] = [
    new Story({ ...world, tag: `a${world.tag.slice(1)}` }),
    new Story({ ...world, tag: `b${world.tag.slice(1)}` }),
  ];
  for (const story of [a, b]) {
    await story.connect();
    await story.bill();
    await story.pay();
    await openOutage(story);
    await eventually('a letter', async () => (await story.letters()).length > 0);
  }
  const [viewer, stranger] = [await register(world, 'viewer'), await register(world, 'stranger')];
  await ask(
    a.customer,
    'mutation($input: AddMemberInput!) { done: addMember(input: $input) { __typename } }',
    {
      input: { customerId: a.customerId, userId: await idOf(viewer), role: 'VIEWER' },
    },
  );
  const tech = await employ(world, a.operator, staff.tech);
  const operator = await employ(world, a.operator, staff.operator);
  await world.standalone.settled();
  const clients = { stranger, viewerA: viewer, ownerA: a.customer, ownerB: b.customer, tech, operator };
  const people: Partial<Record<PersonName, Person>> = {
    anonymous: { client: new GraphqlClient(world.url), actor: anonymous },
  };
  for (const [name, client] of Object.entries(clients)) {
    people[name as PersonName] = { client, actor: await actorOf(world, await idOf(client)) };
  }
  const apart = await signUpPartner(a.operator);
  return { world, a, b, people: people as RightsStage['people'], everything: allRights(), apart };
}

async function signUpPartner(admin: GraphqlClient): Promise<Map<string, string>> {
  const { done: partner } = (await ask(
    admin,
    'mutation { done: createPartner(input: { name: "terminals", permissions: ["account:read"] }) { __typename ... on CreatePartnerSuccess { partner { id } } } }',
  )) as unknown as { done: { partner: { id: string } } };
  const { done: key } = (await ask(
    admin,
    'mutation($partnerId: ID!) { done: issueApiKey(input: { partnerId: $partnerId }) { __typename ... on IssueApiKeySuccess { apiKey { id } } } }',
    { partnerId: partner.partner.id },
  )) as unknown as { done: { apiKey: { id: string } } };
  return new Map([['ApiKey', key.apiKey.id]]);
}

function allRights(): Actor {
  return domainActor('rights', Object.keys(permissions) as Permission[]);
}

/** Data of an operation that is text; throws where there are errors or its `done` is no success. */
export async function ask(
  client: GraphqlClient,
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Record<string, never>> {
  const data = await client.run(parse(document) as never, variables as never);
  const { done } = data as { done?: { __typename: string } };
  if (done && !done.__typename.endsWith('Success')) throw new Error(JSON.stringify(done));
  return data as Record<string, never>;
}

async function openOutage(story: Story): Promise<void> {
  const { nodes } = (await ask(story.operator, '{ nodes(first: 100) { nodes { id name } } }')) as unknown as {
    nodes: { nodes: { id: string; name: string }[] };
  };
  const node = nodes.nodes.find(({ name }) => name === `olt-${story.world.tag}`);
  await ask(
    story.operator,
    'mutation($id: ID!) { done: openOutage(input: { nodeId: $id }) { __typename } }',
    {
      id: node?.id,
    },
  );
}

async function signIn(world: StandaloneWorld, email: string): Promise<GraphqlClient> {
  const client = new GraphqlClient(world.url);
  const { done } = await ask(
    client,
    'mutation($input: SignInInput!) { done: signIn(input: $input) { __typename ... on SignInSuccess { accessToken } } }',
    { input: { email, password } },
  );
  client.token = (done as unknown as { accessToken: string }).accessToken;
  return client;
}

async function register(world: StandaloneWorld, name: string): Promise<GraphqlClient> {
  const email = `${name}.${world.tag}@customers.example`;
  await ask(
    new GraphqlClient(world.url),
    'mutation($input: RegisterUserInput!) { done: registerUser(input: $input) { __typename } }',
    { input: { email, password, locale: 'en', displayName: name } },
  );
  return signIn(world, email);
}

async function employ(world: StandaloneWorld, admin: GraphqlClient, role: string): Promise<GraphqlClient> {
  const { roles } = (await ask(admin, '{ roles(first: 100) { nodes { id name } } }')) as unknown as {
    roles: { nodes: { id: string; name: string }[] };
  };
  const roleId = roles.nodes.find(({ name }) => name.toLowerCase() === role)?.id;
  const email = `${role}.${world.tag}@lastmile.example`;
  await ask(
    admin,
    'mutation($input: CreateStaffUserInput!) { done: createStaffUser(input: $input) { __typename } }',
    { input: { email, password, roles: [{ roleId }] } },
  );
  return signIn(world, email);
}

async function idOf(client: GraphqlClient): Promise<string> {
  const { me } = (await ask(client, '{ me { id } }')) as unknown as { me: { id: string } };
  return me.id;
}

async function actorOf(world: StandaloneWorld, userId: string): Promise<Actor> {
  const { data } = await askDomain(
    world,
    'auth',
    allRights(),
    'query($id: ID!) { actorOfUser(userId: $id) }',
    {
      id: userId,
    },
  );
  if (!data?.actorOfUser) throw new Error(`No actor for ${userId}`);
  return data.actorOfUser as Actor;
}
