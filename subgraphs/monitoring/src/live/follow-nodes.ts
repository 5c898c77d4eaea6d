import { badInput } from '@lastmile/kernel/refusal';
import type { EventEnvelope } from '@lastmile/messaging/envelope';
import { nodeDown, nodeRetired, nodeUp } from '@lastmile/messaging/events/monitoring/node';
import { type LivePayload, livePayloads } from '@lastmile/subgraph/graphql/live';
import { mapStream } from '@lastmile/subgraph/graphql/map-stream';
import type { MonitoringContext } from '../monitoring.ts';
import { nodeById } from '../node/node.loader.ts';
import { type NodeRow, type NodeStatus, ownershipOf } from '../node/node.ts';
import { assertFollows } from './assert-follows.ts';
import type { NodeStatusUpdateType } from './live.type.ts';

export interface FollowNodes {
  readonly nodeId?: string | null | undefined;
  readonly regionId?: string | null | undefined;
  readonly after?: string | null | undefined;
}

/** Nodes going down and up: one, those of a region, or all within the actor's scopes. Throws BAD_INPUT, NOT_FOUND, FORBIDDEN. */
export async function followNodes(
  context: MonitoringContext,
  { nodeId, regionId, after }: FollowNodes,
): Promise<AsyncGenerator<NodeStatusUpdateType, void, void>> {
  if (nodeId && regionId) throw badInput('nodeId', 'give one of nodeId and regionId');
  const subject = await assertFollows(context, 'node:read', nodeId, regionId);
  const request = {
    on: [nodeDown, nodeUp, nodeRetired],
    ...(subject && { subject }),
    after: after ?? null,
  };
  const nodeNow = async ({ nodeid }: EventEnvelope): Promise<NodeRow | null> => {
    const [node] = nodeid ? await nodeById.fetch(context.database, [nodeid]) : [];
    return node && context.may('node:read', ownershipOf(node)) ? node : null;
  };
  return updates(livePayloads(context.live, request, changeOf, nodeNow));
}

const changeOf = ({ type }: EventEnvelope) => type.slice(type.lastIndexOf('.') + 1).toUpperCase();

function updates(
  seen: AsyncGenerator<LivePayload<NodeRow>, void, void>,
): AsyncGenerator<NodeStatusUpdateType, void, void> {
  return mapStream(seen, ({ cursor, change, occurredAt, entity, event }) => {
    const summary = event && {
      status: (event.data as { status: NodeStatus }).status,
      since: new Date(event.time),
    };
    return { cursor, change, occurredAt, node: entity, summary };
  });
}
