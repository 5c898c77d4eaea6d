import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { applicationById } from '../application/application.store.ts';
import { ConnectionApplication } from '../application/application.type.ts';
import { customerById } from '../customer/customer.store.ts';
import { Customer } from '../customer/customer.type.ts';
import type { CustomerContext } from '../customer-domain.ts';
import { type ContractRow, contractById } from './contract.store.ts';
import { Contract } from './contract.type.ts';

@Resolver(() => Contract)
export class ContractResolver {
  @Query(() => Contract, { nullable: true })
  @Access('contract:read')
  contract(@Ctx() context: CustomerContext, @Arg('id', () => ID) id: string) {
    return context.load(contractById, id);
  }

  @FieldResolver(() => Customer, { nullable: true })
  @Access('contract:read')
  customer(@Ctx() context: CustomerContext, @Root() { customerId }: ContractRow) {
    return context.load(customerById, customerId);
  }

  @FieldResolver(() => ConnectionApplication, { nullable: true, description: 'From which it was drafted.' })
  @Access('contract:read')
  application(@Ctx() context: CustomerContext, @Root() { applicationId }: ContractRow) {
    return applicationId ? context.load(applicationById, applicationId) : null;
  }
}
