import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { Field, Int, ObjectType } from 'type-graphql';
import { treeDepthMax } from './node.ts';

@Inherited()
@ObjectType('TopologyCycle', { implements: Problem, description: 'A node cannot hang below itself.' })
export class TopologyCycle extends Problem {
  constructor() {
    super(
      'TOPOLOGY_CYCLE',
      'The new parent is the node itself or hangs below it. Choose a parent outside of it.',
    );
  }
}

@Inherited()
@ObjectType('TopologyTooDeep', { implements: Problem })
export class TopologyTooDeep extends Problem {
  @Field(() => Int, { description: 'Levels that the tree may have.' })
  readonly depthMax = treeDepthMax;

  constructor() {
    super(
      'TOPOLOGY_TOO_DEEP',
      `The tree may have ${treeDepthMax} levels. Choose a parent nearer to the core.`,
    );
  }
}

@Inherited()
@ObjectType('NodeNameTaken', { implements: Problem })
export class NodeNameTaken extends Problem {
  constructor(name: string) {
    super('NODE_NAME_TAKEN', `A node of this legal entity is already called "${name}". Choose another name.`);
  }
}

@Inherited()
@ObjectType('PortNameTaken', { implements: Problem })
export class PortNameTaken extends Problem {
  constructor(name: string) {
    super('PORT_NAME_TAKEN', `This node already has a port called "${name}". Choose another name.`);
  }
}

@Inherited()
@ObjectType('NodeRetired', { implements: Problem, description: 'The node is out of the network for good.' })
export class NodeRetired extends Problem {
  constructor() {
    super('NODE_RETIRED', 'This node is retired. Use another node, or add a new one.');
  }
}

@Inherited()
@ObjectType('NodeInUse', {
  implements: Problem,
  description: 'Lines or other nodes still depend on the node.',
})
export class NodeInUse extends Problem {
  @Field(() => Int)
  readonly usedPorts: number;

  @Field(() => Int)
  readonly children: number;

  constructor(usedPorts: number, children: number) {
    super(
      'NODE_IN_USE',
      `${usedPorts} ports are used and ${children} nodes hang below it. Move the lines and nodes elsewhere first.`,
    );
    this.usedPorts = usedPorts;
    this.children = children;
  }
}
