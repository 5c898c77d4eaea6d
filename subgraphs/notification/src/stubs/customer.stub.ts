import { Access, Owned } from '@lastmile/subgraph/access/access';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

export interface CustomerKey {
  readonly id: string;
}

@Directive('@key(fields: "id")')
@Owned((customer: CustomerKey) => ({ customerId: customer.id }))
@ObjectType('Customer')
export class CustomerStub {
  @Field(() => ID)
  @Access('customer:read')
  id!: string;
}
