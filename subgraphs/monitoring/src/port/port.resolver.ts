import { Access } from '@lastmile/subgraph/access/access';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { MonitoringContext } from '../monitoring.ts';
import { nodeById } from '../node/node.loader.ts';
import { NetworkNodeType } from '../node/node.type.ts';
import type { PortRow } from './port.ts';
import { PortType } from './port.type.ts';

@Resolver(() => PortType)
export class PortResolver {
  @FieldResolver(() => NetworkNodeType, { nullable: true })
  @Access('node:read')
  node(@Root() port: PortRow, @Ctx() context: MonitoringContext) {
    return context.load(nodeById, port.nodeId);
  }
}
