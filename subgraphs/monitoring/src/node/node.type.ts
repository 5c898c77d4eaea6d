import { Access, Inherited, Owned } from '@lastmile/subgraph/access/access';
import { enumOf } from '@lastmile/subgraph/graphql/enum-of';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { InvalidInput, NotFound } from '@lastmile/subgraph/graphql/problem';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { createUnionType, Directive, Field, ID, ObjectType } from 'type-graphql';
import { PortType } from '../port/port.type.ts';
import {
  NodeInUse,
  NodeNameTaken,
  NodeRetired,
  PortNameTaken,
  TopologyCycle,
  TopologyTooDeep,
} from './node.problem.ts';
import {
  type NodeKind,
  type NodeRow,
  type NodeStatus,
  nodeKinds,
  nodeStatuses,
  ownershipOf,
} from './node.ts';

export const NodeKindEnum = enumOf('NodeKind', nodeKinds);
export const NodeStatusEnum = enumOf(
  'NodeStatus',
  nodeStatuses,
  'What a node’s probes say together; UNKNOWN without an answer so far, RETIRED for good.',
);

@Directive('@key(fields: "id")')
@Owned((node: NodeRow) => ownershipOf(node))
@ObjectType('NetworkNode', {
  description: 'A piece of network equipment, in a tree that says through what it is reached.',
})
export class NetworkNodeType {
  @Field(() => ID)
  @Access('node:read')
  id!: string;

  @Field(() => NodeKindEnum)
  @Access('node:read')
  kind!: NodeKind;

  @Field(() => String)
  @Access('node:read')
  name!: string;

  @Field(() => String, { nullable: true, description: 'Management address: host name or IP.' })
  @Access('node:read')
  host!: string | null;

  @Field(() => NodeStatusEnum)
  @Access('node:read')
  status!: NodeStatus;

  @Field(() => DateTimeScalar)
  @Access('node:read')
  statusSince!: Date;

  @Field(() => DateTimeScalar)
  @Access('node:read')
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('node:read')
  retiredAt!: Date | null;
}

export const NetworkNodeConnection = connectionOf('NetworkNode', () => NetworkNodeType);

@Inherited()
@ObjectType('AddNodeSuccess')
export class AddNodeSuccess {
  @Field(() => NetworkNodeType)
  node!: NetworkNodeType;
}

@Inherited()
@ObjectType('MoveNodeSuccess')
export class MoveNodeSuccess {
  @Field(() => NetworkNodeType)
  node!: NetworkNodeType;
}

@Inherited()
@ObjectType('RetireNodeSuccess')
export class RetireNodeSuccess {
  @Field(() => NetworkNodeType)
  node!: NetworkNodeType;
}

@Inherited()
@ObjectType('AddPortsSuccess')
export class AddPortsSuccess {
  @Field(() => NetworkNodeType)
  node!: NetworkNodeType;

  @Field(() => [PortType], { description: 'The new ports, in the order of the input.' })
  ports!: PortType[];
}

export const AddNodeResult = createUnionType({
  name: 'AddNodeResult',
  types: () => [AddNodeSuccess, NotFound, InvalidInput, NodeRetired, NodeNameTaken, TopologyTooDeep] as const,
});

export const MoveNodeResult = createUnionType({
  name: 'MoveNodeResult',
  types: () =>
    [MoveNodeSuccess, NotFound, InvalidInput, NodeRetired, TopologyCycle, TopologyTooDeep] as const,
});

export const RetireNodeResult = createUnionType({
  name: 'RetireNodeResult',
  types: () => [RetireNodeSuccess, NotFound, InvalidInput, NodeInUse] as const,
});

export const AddPortsResult = createUnionType({
  name: 'AddPortsResult',
  types: () => [AddPortsSuccess, NotFound, InvalidInput, NodeRetired, PortNameTaken] as const,
});
