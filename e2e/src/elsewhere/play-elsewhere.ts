import type { Standalone } from '@lastmile/standalone/start-standalone';
import { GraphqlClient } from '../client/graphql-client.ts';
import * as graph from '../generated/operations.ts';
import { Story } from '../story/story.ts';
import type { World } from '../story/world.ts';
import { type Comparison, compareReads } from './compare-reads.ts';
import type { GatewayElsewhere, ServeElsewhere } from './gateway-elsewhere.ts';
import { identifyCallers } from './identify-callers.ts';
import { type Read, recordReads } from './record-reads.ts';
import { serveSubgraphs } from './serve-subgraphs.ts';

export interface ElsewhereWorld extends World {
  readonly standalone: Pick<Standalone, 'domain' | 'settled'>;
  readonly supergraphSdl: string;
  /** People who read besides those of the story. */
  readonly readers?: readonly { readonly email: string; readonly password: string }[];
}

export interface Place {
  readonly serve: ServeElsewhere;
  readonly installedAt: string;
}

/**
 * The provider's supergraph, as it is, in gateways that are not ours, before the same subgraphs. The story is told
 * through each of them, mutations and all; then every query that it asked, and those of customers and staff, are asked
 * of ours and everywhere.
 */
export async function playElsewhere(
  world: ElsewhereWorld,
  places: readonly Place[],
  onStory: (gateway: string) => void = () => {},
): Promise<readonly Comparison[]> {
  const subgraphs = await serveSubgraphs(world.standalone);
  const callerOf = identifyCallers(world.standalone);
  const { supergraphSdl } = world;
  const gateways: GatewayElsewhere[] = [];
  try {
    for (const { serve, installedAt } of places)
      gateways.push(await serve({ supergraphSdl, subgraphs, callerOf, installedAt }));
    const reads: Read[] = [];
    for (const [index, { name, url }] of gateways.entries()) {
      onStory(name);
      reads.push(...(await tellStory({ ...world, url, tag: `${index}${world.tag}` }, world)));
    }
    return await compareReads([...reads, ...(await readingOthers(world))], gateways);
  } finally {
    for (const gateway of gateways.reverse()) await gateway.stop();
    await subgraphs.stop();
  }
}

/** Told where the world says; what it read is to be read again from ours. */
async function tellStory(world: World, ours: ElsewhereWorld): Promise<readonly Read[]> {
  const story = new Story(world);
  // Nobody tells a gateway elsewhere which rights of the caller the next request must wait for.
  const { settled } = ours.standalone;
  const recorded = [story.operator, story.customer].map((client) => recordReads(client, settled));
  await story.connect();
  await story.bill();
  const paid = await story.pay();
  if (paid.__typename !== 'PayInvoiceSuccess') throw new Error(`The story ends with ${paid.__typename}`);
  const { accounts } = await story.progress();
  const [account] = accounts ?? [];
  const [from, to] = ['2026-01-01', world.today()];
  await story.customer.run(graph.StatementDocument, { accountId: account?.id ?? '', from, to });
  await story.customer.run(graph.OwnHouseDocument, {});
  await readAsStaff(story.operator);
  return recorded
    .flatMap((reads) => reads())
    .map((read) => ({ ...read, client: new GraphqlClient(ours.url, read.client.token) }));
}

async function readAsStaff(client: GraphqlClient): Promise<void> {
  await client.run(graph.StaffCustomersDocument, { first: 50 });
  await client.run(graph.StaffInvoicesDocument, { first: 50 });
  for (const withHost of [true, false]) await client.run(graph.StaffNetworkDocument, { first: 50, withHost });
  await client.run(graph.StaffWorkDocument, { first: 30 });
  await client.run(graph.StaffRolesDocument, {});
}

async function readingOthers({ url, readers = [] }: ElsewhereWorld): Promise<readonly Read[]> {
  const reads: Read[] = [];
  for (const input of readers) {
    const client = new GraphqlClient(url);
    const { signIn } = await client.run(graph.SignInDocument, { input });
    if (signIn.__typename !== 'SignInSuccess') throw new Error(`${input.email} is not let in`);
    client.token = signIn.accessToken;
    const recorded = recordReads(client);
    await client.run(graph.OwnHouseDocument, {});
    reads.push(...recorded());
  }
  return reads;
}
