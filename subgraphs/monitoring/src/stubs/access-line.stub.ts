import { Access, Owned } from '@lastmile/subgraph/access/access';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Whose the line is comes from the customer domain's events; never from what a representation says. */
export interface AccessLineKey {
  readonly id: string;
  readonly customerId: string;
  readonly regionId: string;
}

@Directive('@key(fields: "id")')
@Owned((line: AccessLineKey) => ({ customerId: line.customerId, regionId: line.regionId }))
@ObjectType('AccessLine')
export class AccessLineStub {
  @Field(() => ID)
  @Access('line:read')
  id!: string;
}
