import { Access } from '@lastmile/subgraph/access/access';
import { idFilter } from '@lastmile/subgraph/access/visible-scopes';
import { PageArgs } from '@lastmile/subgraph/graphql/page';
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { LineImpactConnection } from '../impact/impact.type.ts';
import { listImpact } from '../impact/list-impact.ts';
import type { MonitoringContext } from '../monitoring.ts';
import { nodeById } from '../node/node.loader.ts';
import { NetworkNodeType } from '../node/node.type.ts';
import { RegionStub } from '../stubs/region.stub.ts';
import { findOutage } from './find-outage.ts';
import { listOutages } from './list-outages.ts';
import { OutageFilter } from './outage.input.ts';
import { outageById } from './outage.loader.ts';
import type { OutageRow } from './outage.ts';
import { OutageConnection, OutageType } from './outage.type.ts';

@Resolver(() => OutageType)
export class OutageResolver {
  @Query(() => OutageType, { nullable: true })
  @Access('outage:read')
  outage(@Arg('id', () => ID) id: string, @Ctx() context: MonitoringContext) {
    return findOutage(context, id);
  }

  @Query(() => OutageConnection, {
    description: 'For staff, the latest first. A customer finds its own under `Customer.outages`.',
  })
  @Access('outage:manage')
  outages(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => OutageFilter, { nullable: true }) filter: OutageFilter | null,
    @Ctx() context: MonitoringContext,
  ) {
    return listOutages(context, args, {
      status: filter?.status ?? null,
      nodeId: idFilter(filter?.nodeId),
      regionId: idFilter(filter?.regionId),
    });
  }

  @FieldResolver(() => NetworkNodeType, { nullable: true })
  @Access('node:read')
  node(@Root() outage: OutageRow, @Ctx() context: MonitoringContext) {
    return context.load(nodeById, outage.nodeId);
  }

  @FieldResolver(() => RegionStub, { nullable: true })
  @Access('outage:read')
  region(@Root() outage: OutageRow) {
    return { id: outage.regionId };
  }

  @FieldResolver(() => OutageType, {
    nullable: true,
    description: 'The outage of a dead node above, begun while this one was open.',
  })
  @Access('node:read')
  adoptedBy(@Root() outage: OutageRow, @Ctx() context: MonitoringContext) {
    return outage.adoptedById ? context.load(outageById, outage.adoptedById) : null;
  }

  @FieldResolver(() => LineImpactConnection, {
    description: 'The lines it touches: a customer’s own, or all of them for staff.',
  })
  @Access('outage:read')
  affectedLines(
    @Root() outage: OutageRow,
    @Args(() => PageArgs) args: PageArgs,
    @Arg('customerId', () => ID, { nullable: true }) customerId: string | null,
    @Ctx() context: MonitoringContext,
  ) {
    return listImpact(context, outage, customerId ?? null, args);
  }
}
