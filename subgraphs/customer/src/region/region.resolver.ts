import { Access } from '@lastmile/subgraph/access/access';
import { Ctx, Query, Resolver } from 'type-graphql';
import type { CustomerContext } from '../customer-domain.ts';
import { listRegions } from './region.store.ts';
import { Region } from './region.type.ts';

@Resolver(() => Region)
export class RegionResolver {
  @Query(() => [Region])
  @Access('region:read')
  regions(@Ctx() context: CustomerContext) {
    return listRegions(context);
  }
}
