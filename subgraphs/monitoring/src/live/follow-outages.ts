import { isRelated } from '@lastmile/kernel/actor';
import { badInput, notFound } from '@lastmile/kernel/refusal';
import type { EventEnvelope } from '@lastmile/messaging/envelope';
import {
  lineImpactRevised,
  outageOpened,
  outageResolved,
  outageUpdated,
} from '@lastmile/messaging/events/monitoring/outage';
import type { LiveRequest } from '@lastmile/messaging/live-updates';
import { type LivePayload, livePayloads } from '@lastmile/subgraph/graphql/live';
import { mapStream } from '@lastmile/subgraph/graphql/map-stream';
import type { MonitoringContext } from '../monitoring.ts';
import { ownershipOf } from '../node/node.ts';
import { outageById } from '../outage/outage.loader.ts';
import type { OutageRow } from '../outage/outage.ts';
import { assertFollows } from './assert-follows.ts';
import type { OutageUpdateType } from './live.type.ts';
import { ownLines } from './own-lines.ts';
import { summaryOf } from './summary.ts';

export interface FollowOutages {
  readonly customerId?: string | null | undefined;
  readonly nodeId?: string | null | undefined;
  readonly regionId?: string | null | undefined;
  readonly after?: string | null | undefined;
}

interface Seen {
  readonly outage: OutageRow;
  readonly lines: number;
}

/**
 * Outages as they come and go: those that touch a customer's lines; or for staff those of a node, of a region, or all
 * within their scopes. Throws BAD_INPUT, NOT_FOUND, FORBIDDEN.
 */
export async function followOutages(
  context: MonitoringContext,
  wanted: FollowOutages,
): Promise<AsyncGenerator<OutageUpdateType, void, void>> {
  const given = [wanted.customerId, wanted.nodeId, wanted.regionId].filter(Boolean);
  if (given.length > 1) throw badInput('customerId', 'give one of customerId, nodeId and regionId');
  const seen = wanted.customerId
    ? await ofCustomer(context, wanted.customerId, wanted.after)
    : await ofStaff(context, wanted);
  return updates(seen, !!wanted.customerId);
}

function updates(
  seen: AsyncGenerator<LivePayload<Seen>, void, void>,
  own: boolean,
): AsyncGenerator<OutageUpdateType, void, void> {
  return mapStream(seen, ({ cursor, change, occurredAt, entity }) => {
    const summary = entity && summaryOf(entity.outage, entity.lines, own);
    return { cursor, change, occurredAt, outage: entity?.outage ?? null, summary };
  });
}

async function ofCustomer(context: MonitoringContext, customerId: string, after?: string | null) {
  if (!isRelated(context.actor, { customerId })) throw notFound('customer');
  context.assertMay('outage:read', { customerId });
  const request: LiveRequest = {
    on: [lineImpactRevised],
    subject: { name: 'customerid', id: customerId },
    after: after ?? null,
  };
  const told = new Set<string>();
  return livePayloads(context.live, request, changeOfImpact, async (event): Promise<Seen | null> => {
    // Several lines of a customer in one pass over an outage are one piece of news.
    const news = `${event.outageid} ${event.bulkid ?? event.id}`;
    if (told.has(news)) return null;
    told.add(news);
    for (const oldest of told) if (told.size > 100) told.delete(oldest);
    const outage = await outageNow(context, event);
    if (!outage) return null;
    const lines = await ownLines(context.database, outage.id, customerId);
    return { outage: { ...outage, viaCustomerId: customerId }, lines };
  });
}

async function ofStaff(context: MonitoringContext, { nodeId, regionId, after }: FollowOutages) {
  const subject = await assertFollows(context, 'outage:manage', nodeId, regionId);
  const request: LiveRequest = {
    on: [outageOpened, outageUpdated, outageResolved],
    ...(subject && { subject }),
    after: after ?? null,
  };
  return livePayloads(context.live, request, changeOfOutage, async (event): Promise<Seen | null> => {
    const outage = await outageNow(context, event);
    if (!outage || !context.may('outage:read', ownershipOf(outage))) return null;
    return { outage, lines: outage.affectedLineCount };
  });
}

/** Past the request's memo, which lives as long as the subscription and would answer with what it was. */
async function outageNow(context: MonitoringContext, event: EventEnvelope): Promise<OutageRow | null> {
  const [outage] = event.outageid ? await outageById.fetch(context.database, [event.outageid]) : [];
  return outage ?? null;
}

function changeOfOutage({ type }: EventEnvelope): string {
  return type.slice(type.lastIndexOf('.') + 1).toUpperCase();
}

function changeOfImpact({ data }: EventEnvelope): string {
  const { revision, outageStatus, to } = data as { revision: number; outageStatus: string; to?: string };
  if (outageStatus === 'RESOLVED' || to) return 'RESOLVED';
  return revision === 1 ? 'OPENED' : 'UPDATED';
}
