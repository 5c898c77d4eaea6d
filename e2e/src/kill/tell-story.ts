import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { dateInZone } from '@lastmile/kernel/calendar';
import { parse } from 'graphql';
import { eventually } from '../client/graphql-client.ts';
import * as graph from '../generated/operations.ts';
import { Story } from '../story/story.ts';
import type { Equipment } from '../story/world.ts';
import { type Acknowledged, recordAcknowledged } from './acknowledged.ts';
import type { HouseProcess } from './house-process.ts';
import { LiveRecord } from './live-record.ts';

export const admin = { email: 'admin@lastmile.example', password: 'a long password for the administrator' };

/** How the customer pays, and what the provider makes of it. All of these end with one charge. */
export const methods = ['sandbox-ok', 'sandbox-late', 'sandbox-timeout'] as const;
export type Method = (typeof methods)[number];

/** What was told, heard and answered in one story. */
export interface Told {
  readonly tag: string;
  readonly method: Method;
  readonly story: Story;
  readonly acknowledged: readonly Acknowledged[];
  readonly invoices: LiveRecord;
  /** Outages as the customer hears of them, and as staff do. */
  readonly outages: LiveRecord;
  readonly allOutages: LiveRecord;
}

export interface Telling {
  readonly tag: string;
  readonly method: Method;
  /** Told before each step, and each time that it is begun anew. */
  readonly mark: (step: string) => void;
  /** What the story's node is: to be left answering when it is over, or it is down for good. */
  readonly equipment: Equipment;
}

const patienceMs = 150_000;

/** The main job from an unknown visitor to an outage that has passed, whatever happens to the process meanwhile. */
export async function tellStory(
  house: HouseProcess,
  { tag, method, mark, equipment }: Telling,
): Promise<Told> {
  const lives: LiveRecord[] = [];
  try {
    const world = {
      ...{ url: house.url, mailUrl: `${house.url}/mail`, admin, tag, equipment },
      today: () => dateInZone(new Date(), 'Europe/Berlin'),
    };
    const story = new Story(world, { onStep: mark });
    const acknowledged: Acknowledged[] = [];
    for (const client of [story.operator, story.customer]) recordAcknowledged(client, acknowledged);

    await patiently(() => story.connect());
    mark('listen');
    const { customerId } = story;
    const invoices = new LiveRecord(story.customer, graph.InvoiceUpdatedDocument, { customerId });
    const outages = new LiveRecord(story.customer, graph.OutageUpdatedDocument, { customerId });
    const allOutages = new LiveRecord(story.operator, graph.OutageUpdatedDocument, {});
    lives.push(invoices, outages, allOutages);
    await Promise.all(lives.map((live) => live.begun()));

    await patiently(() => story.bill());
    await patiently(() => story.pay(method));
    mark('wait for the payment');
    await seen('the paid invoice', mark, async () => {
      return (await story.progress()).invoices?.nodes[0]?.status === 'PAID';
    });
    // A killed process keeps its probe for some seconds: without this, the first thing known of the node is its end.
    await seen('the node up', mark, () => isUp(story));
    await equipment.down();
    await seen('the outage', mark, async () => (await story.progress()).lineStatus?.state === 'DOWN');
    await equipment.up();
    await seen('its end', mark, async () => (await story.progress()).lineStatus?.state === 'UP');
    return { tag, method, story, acknowledged, invoices, outages, allOutages };
  } catch (error) {
    await Promise.all(lives.map((live) => live.stop()));
    throw error;
  }
}

const rootNodes = parse(
  'query { nodes(first: 100, filter: { rootsOnly: true, status: UP }) { nodes { name } } }',
) as TypedDocumentNode<{ nodes: { nodes: { name: string }[] } }, object>;

async function isUp({ operator, world }: Story): Promise<boolean> {
  const { nodes } = (await operator.run(rootNodes, {})).nodes;
  return nodes.some(({ name }) => name === `switch-${world.tag}`);
}

async function seen(what: string, mark: (step: string) => void, look: () => Promise<boolean>): Promise<void> {
  await eventually(
    what,
    () => {
      mark(what);
      return look();
    },
    patienceMs,
  );
}

/** The story waits half a minute for what it expects; a house that is killed again and again may take longer. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (tries >= 4 || !/^Waited /.test((error as Error).message)) throw error;
    }
  }
}
