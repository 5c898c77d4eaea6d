import { Access } from '@lastmile/subgraph/access/access';
import { idFilter, visibleScopes } from '@lastmile/subgraph/access/visible-scopes';
import { connection, PageArgs, type PageRequest, pageRequest } from '@lastmile/subgraph/graphql/page';
import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { MonitoringContext } from '../monitoring.ts';
import { listOutages } from '../outage/list-outages.ts';
import { OutageConnection } from '../outage/outage.type.ts';
import { listPorts } from '../port/list-ports.ts';
import type { PortStatus } from '../port/port.ts';
import { PortConnection, PortStatusEnum } from '../port/port.type.ts';
import { ProbeType } from '../probe/probe.type.ts';
import { LegalEntityStub, RegionStub } from '../stubs/region.stub.ts';
import { NodeFilter } from './node.input.ts';
import { descendantCount, nodeById, probesOfNode } from './node.loader.ts';
import type { NodeRow } from './node.ts';
import { NetworkNodeConnection, NetworkNodeType } from './node.type.ts';
import { type NodePageKey, nodeCount, nodePage } from './node-page.loader.ts';

const nodeOrder = 'nodes';

async function listNodes(context: MonitoringContext, page: PageRequest, filter: Partial<NodePageKey>) {
  const key: NodePageKey = {
    scopes: visibleScopes(context.actor, 'node:read'),
    kind: null,
    status: null,
    regionId: null,
    parentId: null,
    rootsOnly: false,
    ...filter,
    after: page.after,
    limit: page.limit,
  };
  const rows = await context.load(nodePage, key);
  return connection(
    page,
    rows,
    nodeOrder,
    ({ name, id }) => [name, id],
    () => context.load(nodeCount, key),
  );
}

@Resolver(() => NetworkNodeType)
export class NodeResolver {
  @Query(() => NetworkNodeType, { nullable: true })
  @Access('node:read')
  node(@Arg('id', () => ID) id: string, @Ctx() context: MonitoringContext): Promise<NodeRow | null> {
    return context.load(nodeById, id);
  }

  @Query(() => NetworkNodeConnection, { description: 'By name.' })
  @Access('node:read')
  nodes(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => NodeFilter, { nullable: true }) filter: NodeFilter | null,
    @Ctx() context: MonitoringContext,
  ) {
    return listNodes(context, pageRequest(args, nodeOrder, 2), {
      kind: filter?.kind ?? null,
      status: filter?.status ?? null,
      regionId: idFilter(filter?.regionId),
      parentId: idFilter(filter?.parentId),
      rootsOnly: filter?.rootsOnly ?? false,
    });
  }

  @FieldResolver(() => RegionStub, { nullable: true })
  @Access('node:read')
  region(@Root() node: NodeRow) {
    return { id: node.regionId };
  }

  @FieldResolver(() => LegalEntityStub, { nullable: true })
  @Access('node:read')
  legalEntity(@Root() node: NodeRow) {
    return { id: node.legalEntityId };
  }

  @FieldResolver(() => NetworkNodeType, { nullable: true })
  @Access('node:read')
  parent(@Root() node: NodeRow, @Ctx() context: MonitoringContext) {
    return node.parentId ? context.load(nodeById, node.parentId) : null;
  }

  @FieldResolver(() => NetworkNodeType, {
    nullable: true,
    description: 'The dead node above, behind which this one is out of reach and has no outage of its own.',
  })
  @Access('node:read')
  suppressedBy(@Root() node: NodeRow, @Ctx() context: MonitoringContext) {
    return node.suppressedById ? context.load(nodeById, node.suppressedById) : null;
  }

  @FieldResolver(() => NetworkNodeConnection, { description: 'By name; retired ones left out.' })
  @Access('node:read')
  children(@Root() node: NodeRow, @Args(() => PageArgs) args: PageArgs, @Ctx() context: MonitoringContext) {
    return listNodes(context, pageRequest(args, nodeOrder, 2), { parentId: node.id });
  }

  @FieldResolver(() => Int, { description: 'Nodes in service below it, at any depth.' })
  @Access('node:read')
  descendantCount(@Root() node: NodeRow, @Ctx() context: MonitoringContext) {
    return context.load(descendantCount, node.id);
  }

  @FieldResolver(() => PortConnection, { description: 'By name.' })
  @Access('node:read')
  ports(
    @Root() node: NodeRow,
    @Args(() => PageArgs) args: PageArgs,
    @Arg('status', () => PortStatusEnum, { nullable: true }) status: PortStatus | null,
    @Ctx() context: MonitoringContext,
  ) {
    return listPorts(context, node.id, status ?? null, args);
  }

  @FieldResolver(() => [ProbeType])
  @Access('node:read')
  probes(@Root() node: NodeRow, @Ctx() context: MonitoringContext) {
    return context.load(probesOfNode, node.id);
  }

  @FieldResolver(() => OutageConnection, { description: 'The latest first.' })
  @Access('outage:read')
  outages(
    @Root() node: NodeRow,
    @Args(() => PageArgs) args: PageArgs,
    @Arg('openOnly', () => Boolean, { defaultValue: false }) openOnly: boolean,
    @Ctx() context: MonitoringContext,
  ) {
    return listOutages(context, args, { nodeId: node.id, status: openOnly ? 'OPEN' : null });
  }
}
