import { Access } from '@lastmile/subgraph/access/access';
import { PageArgs } from '@lastmile/subgraph/graphql/page';
import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { MonitoringContext } from '../monitoring.ts';
import { listOutages } from '../outage/list-outages.ts';
import { outageById } from '../outage/outage.loader.ts';
import { OutageConnection, OutageType } from '../outage/outage.type.ts';
import { type AccessLineKey, AccessLineStub } from '../stubs/access-line.stub.ts';
import { type CustomerKey, CustomerStub } from '../stubs/customer.stub.ts';
import { statusesOfCustomer, statusOfLine } from './line.loader.ts';
import { type LineStatusRow, worstOf } from './line-status.ts';
import { LineStatusType } from './line-status.type.ts';

@Resolver(() => LineStatusType)
export class LineStatusResolver {
  @FieldResolver(() => OutageType, { nullable: true })
  @Access('outage:read')
  async outage(@Root() status: LineStatusRow, @Ctx() context: MonitoringContext) {
    const outage = status.outageId ? await context.load(outageById, status.outageId) : null;
    return outage && { ...outage, viaCustomerId: status.customerId };
  }
}

@Resolver(() => AccessLineStub)
export class AccessLineResolver {
  @FieldResolver(() => LineStatusType, { nullable: true })
  @Access('linestatus:read')
  status(@Root() line: AccessLineKey, @Ctx() context: MonitoringContext) {
    return context.load(statusOfLine, line.id);
  }
}

@Resolver(() => CustomerStub)
export class CustomerResolver {
  @FieldResolver(() => LineStatusType, {
    nullable: true,
    description: 'The worst status of the customer’s lines; null without any.',
  })
  @Access('linestatus:read')
  async lineStatus(@Root() customer: CustomerKey, @Ctx() context: MonitoringContext) {
    return worstOf(await context.load(statusesOfCustomer, customer.id));
  }

  @FieldResolver(() => OutageConnection, {
    nullable: true,
    description: 'Outages that touch or have touched its lines, the latest first.',
  })
  @Access('outage:read')
  outages(
    @Root() customer: CustomerKey,
    @Args(() => PageArgs) args: PageArgs,
    @Arg('openOnly', () => Boolean, { defaultValue: false }) openOnly: boolean,
    @Ctx() context: MonitoringContext,
  ) {
    return listOutages(context, args, { customerId: customer.id, status: openOnly ? 'OPEN' : null });
  }
}
