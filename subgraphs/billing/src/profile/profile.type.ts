import { Access, Owned } from '@lastmile/subgraph/access/access';
import { outcome } from '@lastmile/subgraph/graphql/outcome';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ownerOf } from '../access/permitted.ts';
import type { ProfileRow } from './profile.store.ts';

@Directive('@key(fields: "id")')
@Owned((profile: ProfileRow) => ownerOf(profile))
@ObjectType('BillingProfile', {
  description: 'The buyer as invoices print it; an issued invoice keeps its version.',
})
export class BillingProfileType {
  @Field(() => ID)
  @Access('account:read')
  id!: string;

  @Field(() => Int)
  @Access('account:read')
  version!: number;

  @Field(() => String, { nullable: true, description: 'Null: the customer’s own name.' })
  @Access('account:read')
  name!: string | null;

  @Field(() => String, { nullable: true })
  @Access('account:read')
  address!: string | null;

  @Field(() => String, { nullable: true })
  @Access('account:read')
  taxNumber!: string | null;
}

@InputType({ description: 'What is left out stays as it is; null empties it.' })
export class UpdateBillingProfileInput {
  @Field(() => ID)
  accountId!: string;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true })
  address?: string | null;

  @Field(() => String, { nullable: true })
  taxNumber?: string | null;
}

export const updateBillingProfileOutcome = outcome<ProfileRow>(
  'UpdateBillingProfile',
  'profile',
  () => BillingProfileType,
);
