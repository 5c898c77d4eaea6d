import { Access } from '@lastmile/subgraph/access/access';
import { CursorScalar } from '@lastmile/subgraph/graphql/scalars';
import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { MonitoringContext } from '../monitoring.ts';
import { type FollowNodes, followNodes } from './follow-nodes.ts';
import { type FollowOutages, followOutages } from './follow-outages.ts';
import { NodeStatusUpdateType, OutageUpdateType } from './live.type.ts';

interface Subscribing<Args> {
  readonly args: Args;
  readonly context: MonitoringContext;
}

@Resolver()
export class LiveResolver {
  @Subscription(() => OutageUpdateType, {
    description:
      'Outages as they come and go. Customers name theirs; staff name a node or a region, or nothing for all they may see.',
    subscribe: (({ args, context }: Subscribing<FollowOutages>) => followOutages(context, args)) as never,
  })
  @Access('outage:read')
  outageUpdated(
    @Root() update: OutageUpdateType,
    @Arg('customerId', () => ID, { nullable: true }) _customerId: string | null,
    @Arg('nodeId', () => ID, { nullable: true }) _nodeId: string | null,
    @Arg('regionId', () => ID, { nullable: true }) _regionId: string | null,
    @Arg('after', () => CursorScalar, { nullable: true }) _after: string | null,
  ): OutageUpdateType {
    return update;
  }

  @Subscription(() => NodeStatusUpdateType, {
    description: 'Nodes going down and up, for staff: one node, those of a region, or all they may see.',
    subscribe: (({ args, context }: Subscribing<FollowNodes>) => followNodes(context, args)) as never,
  })
  @Access('node:read')
  nodeStatusChanged(
    @Root() update: NodeStatusUpdateType,
    @Arg('nodeId', () => ID, { nullable: true }) _nodeId: string | null,
    @Arg('regionId', () => ID, { nullable: true }) _regionId: string | null,
    @Arg('after', () => CursorScalar, { nullable: true }) _after: string | null,
  ): NodeStatusUpdateType {
    return update;
  }
}
