import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { MonitoringContext } from '../monitoring.ts';
import { addPorts } from '../port/add-ports.ts';
import { addNode } from './add-node.ts';
import { moveNode } from './move-node.ts';
import { AddNodeInput, AddPortsInput, MoveNodeInput, RetireNodeInput } from './node.input.ts';
import { AddNodeResult, AddPortsResult, MoveNodeResult, RetireNodeResult } from './node.type.ts';
import { retireNode } from './retire-node.ts';

@Resolver()
export class NodeMutations {
  @Mutation(() => AddNodeResult)
  @Access('node:manage')
  async addNode(@Arg('input', () => AddNodeInput) input: AddNodeInput, @Ctx() context: MonitoringContext) {
    return { __typename: 'AddNodeSuccess', node: await addNode(context, input) };
  }

  @Mutation(() => AddPortsResult)
  @Access('node:manage')
  async addPorts(@Arg('input', () => AddPortsInput) input: AddPortsInput, @Ctx() context: MonitoringContext) {
    return { __typename: 'AddPortsSuccess', ...(await addPorts(context, input)) };
  }

  @Mutation(() => MoveNodeResult, { description: 'Hangs a node, with all below it, under another parent.' })
  @Access('node:manage')
  async moveNode(@Arg('input', () => MoveNodeInput) input: MoveNodeInput, @Ctx() context: MonitoringContext) {
    const { nodeId, parentId = null } = input;
    return { __typename: 'MoveNodeSuccess', node: await moveNode(context, { nodeId, parentId }) };
  }

  @Mutation(() => RetireNodeResult, {
    description: 'Takes a node out of the network for good. Refused while lines or nodes depend on it.',
  })
  @Access('node:manage')
  async retireNode(
    @Arg('input', () => RetireNodeInput) input: RetireNodeInput,
    @Ctx() context: MonitoringContext,
  ) {
    return { __typename: 'RetireNodeSuccess', node: await retireNode(context, input) };
  }
}
