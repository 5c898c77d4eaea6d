import { Access } from '@lastmile/subgraph/access/access';
import { Ctx, Query, Resolver } from 'type-graphql';
import { staffEntities } from '../access/permitted.ts';
import type { BillingContext } from '../billing.ts';
import { allLegalEntities, type LegalEntityRow } from './legal-entity.store.ts';
import { LegalEntityType } from './legal-entity.type.ts';

@Resolver(() => LegalEntityType)
export class LegalEntityResolver {
  @Query(() => [LegalEntityType])
  @Access('legalentity:read')
  async legalEntities(@Ctx() context: BillingContext): Promise<LegalEntityRow[]> {
    const visible = staffEntities(context, 'legalentity:read');
    const all = await allLegalEntities(context.database.query);
    return visible === 'all' ? all : all.filter(({ id }) => visible.includes(id));
  }
}
