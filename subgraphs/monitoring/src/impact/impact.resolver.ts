import { Access } from '@lastmile/subgraph/access/access';
import { FieldResolver, Resolver, Root } from 'type-graphql';
import { AccessLineStub } from '../stubs/access-line.stub.ts';
import { CustomerStub } from '../stubs/customer.stub.ts';
import { type LineImpactRow, LineImpactType } from './impact.type.ts';

@Resolver(() => LineImpactType)
export class LineImpactResolver {
  @FieldResolver(() => AccessLineStub, { nullable: true })
  @Access('outage:read')
  line(@Root() impact: LineImpactRow) {
    return { id: impact.lineId, customerId: impact.customerId, regionId: impact.regionId };
  }

  @FieldResolver(() => CustomerStub, { nullable: true })
  @Access('outage:read')
  customer(@Root() impact: LineImpactRow) {
    return { id: impact.customerId };
  }
}
