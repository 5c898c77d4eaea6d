import { Access } from '@lastmile/subgraph/access/access';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** monitoring's Port, pointed at by its id. */
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Port')
export class PortStub {
  @Field(() => ID)
  @Access('node:read')
  id!: string;
}
