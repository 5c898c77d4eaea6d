import type { Decimal } from '@lastmile/kernel/money';
import { Access, Owned } from '@lastmile/subgraph/access/access';
import { CurrencyScalar, DecimalScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { LegalEntityRow } from './legal-entity.store.ts';

@Directive('@key(fields: "id")')
@Owned((entity: LegalEntityRow) => ({ legalEntityId: entity.id }))
@ObjectType('LegalEntity', { description: 'A company of the house that sends invoices.' })
export class LegalEntityType {
  @Field(() => ID)
  @Access('legalentity:read')
  id!: string;

  @Field(() => String)
  @Access('legalentity:read')
  name!: string;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2.' })
  @Access('legalentity:read')
  country!: string;

  @Field(() => CurrencyScalar)
  @Access('legalentity:read')
  currency!: string;

  @Field(() => String, { description: 'Tax point and numbers of invoices live in it.' })
  @Access('legalentity:read')
  timeZone!: string;

  @Field(() => Int)
  @Access('legalentity:read')
  netTermDays!: number;

  @Field(() => DecimalScalar, { description: '19 is 19 %; comes on top of prices.' })
  @Access('legalentity:read')
  taxRatePercent!: Decimal;
}
