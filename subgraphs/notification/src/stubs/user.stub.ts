import { Access, Owned } from '@lastmile/subgraph/access/access';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

export interface UserKey {
  readonly id: string;
}

@Directive('@key(fields: "id")')
@Owned((user: UserKey) => ({ userId: user.id }))
@ObjectType('User')
export class UserStub {
  @Field(() => ID)
  @Access('user:read')
  id!: string;
}
