import { Access, Owned } from '@lastmile/subgraph/access/access';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** The customer domain’s entity, to which billing adds accounts and invoices. */
@Directive('@key(fields: "id")')
@Owned((customer: { id: string }) => ({ customerId: customer.id }))
@ObjectType('Customer')
export class CustomerStub {
  @Field(() => ID)
  @Access('customer:read')
  id!: string;
}
