import { Access, Inherited } from '@lastmile/subgraph/access/access';
import { enumOf } from '@lastmile/subgraph/graphql/enum-of';
import { outcome } from '@lastmile/subgraph/graphql/outcome';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MoreThanYouHold, StaffScopeInput } from '../role/role.type.ts';
import type { PartnerRow, PartnerStatus } from './partner.store.ts';

export const PartnerStatusEnum = enumOf(
  'PartnerStatus',
  ['ACTIVE', 'SUSPENDED'],
  'SUSPENDED: none of its keys signs in.',
);

@Directive('@key(fields: "id")')
@ObjectType('Partner', {
  description: 'A company whose programs sign in with API keys and may what the partner may.',
})
export class Partner {
  @Field(() => ID)
  @Access('partner:read')
  id!: string;

  @Field(() => String, { description: 'Names its manifest of operations and its contract schema.' })
  @Access('partner:read')
  name!: string;

  @Field(() => String)
  @Access('partner:read')
  displayName!: string;

  @Field(() => PartnerStatusEnum)
  @Access('partner:read')
  status!: PartnerStatus;

  @Field(() => [String], { description: 'What its keys may at most; names from `permissions`, sorted.' })
  @Access('partner:read')
  permissions!: string[];

  @Field(() => Int, { description: 'Cost of operations, as estimated before they run, in a minute.' })
  @Access('partner:read')
  quotaPerMinute!: number;

  @Field(() => Int, { description: 'The same in a day.' })
  @Access('partner:read')
  quotaPerDay!: number;

  @Field(() => DateTimeScalar)
  @Access('partner:read')
  createdAt!: Date;
}

export const PartnerConnection = connectionOf('Partner', () => Partner);

@Inherited()
@ObjectType('PartnerNameTaken', { implements: Problem })
export class PartnerNameTaken extends Problem {
  constructor(name: string) {
    super('PARTNER_NAME_TAKEN', `There is a partner called ${JSON.stringify(name)}. Choose another name.`);
  }
}

@InputType('CreatePartnerInput')
export class CreatePartnerInput {
  @Field(() => String, {
    description: 'Lower-case letters, digits and hyphens, 2 to 40; as its manifest’s file is called.',
  })
  name!: string;

  @Field(() => String, { nullable: true })
  displayName?: string | null;

  @Field(() => [String], { description: 'Names from `permissions`; you hold each of them yourself.' })
  permissions!: string[];

  @Field(() => StaffScopeInput, { nullable: true })
  scope?: StaffScopeInput | null;

  @Field(() => Int, { nullable: true, description: '6,000 unless given.' })
  quotaPerMinute?: number | null;

  @Field(() => Int, { nullable: true, description: '1,000,000 unless given.' })
  quotaPerDay?: number | null;
}

@InputType('ChangePartnerInput', { description: 'What is left out stays.' })
export class ChangePartnerInput {
  @Field(() => ID)
  partnerId!: string;

  @Field(() => String, { nullable: true })
  displayName?: string | null;

  @Field(() => [String], { nullable: true, description: 'All that its keys may from now on.' })
  permissions?: string[] | null;

  @Field(() => StaffScopeInput, { nullable: true, description: 'Takes the place of the former scope.' })
  scope?: StaffScopeInput | null;

  @Field(() => Int, { nullable: true })
  quotaPerMinute?: number | null;

  @Field(() => Int, { nullable: true })
  quotaPerDay?: number | null;

  @Field(() => PartnerStatusEnum, { nullable: true })
  status?: PartnerStatus | null;
}

export const createPartnerOutcome = outcome<PartnerRow>('CreatePartner', 'partner', () => Partner, [
  PartnerNameTaken,
  MoreThanYouHold,
]);

export const changePartnerOutcome = outcome<PartnerRow>('ChangePartner', 'partner', () => Partner, [
  MoreThanYouHold,
]);
