import { Field, ID, InputType } from 'type-graphql';
import type { Technology } from '../port/port.ts';
import { PortTechnologyEnum } from '../port/port.type.ts';
import { type NodeKind, type NodeStatus } from './node.ts';
import { NodeKindEnum, NodeStatusEnum } from './node.type.ts';

@InputType()
export class NodeFilter {
  @Field(() => NodeKindEnum, { nullable: true })
  kind?: NodeKind | null;

  @Field(() => NodeStatusEnum, {
    nullable: true,
    description: 'Retired nodes are shown when asked for by RETIRED.',
  })
  status?: NodeStatus | null;

  @Field(() => ID, { nullable: true })
  regionId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Children of this node.' })
  parentId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only nodes without a parent.' })
  rootsOnly?: boolean | null;
}

@InputType()
export class AddNodeInput {
  @Field(() => NodeKindEnum)
  kind!: NodeKind;

  @Field(() => String, { description: 'Unique within the legal entity, 1 to 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Management address: host name or IP, without port.' })
  host?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Through what it is reached; without it, the node is a root.',
  })
  parentId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The parent’s unless given; without a parent the first region.',
  })
  regionId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The parent’s unless given.' })
  legalEntityId?: string | null;
}

@InputType()
export class NewPortInput {
  @Field(() => String, { description: 'Unique on the node, as on its label: "0/1/4".' })
  name!: string;

  @Field(() => PortTechnologyEnum)
  technology!: Technology;
}

@InputType()
export class AddPortsInput {
  @Field(() => ID)
  nodeId!: string;

  @Field(() => [NewPortInput], { description: '1 to 1024.' })
  ports!: NewPortInput[];
}

@InputType()
export class MoveNodeInput {
  @Field(() => ID)
  nodeId!: string;

  @Field(() => ID, { nullable: true, description: 'The new parent; null makes the node a root.' })
  parentId?: string | null;
}

@InputType()
export class RetireNodeInput {
  @Field(() => ID)
  nodeId!: string;
}
