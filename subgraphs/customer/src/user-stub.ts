import { Access, Owned } from '@lastmile/subgraph/access/access';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** auth's User, to which this domain adds the customers that the user acts for. */
@Directive('@key(fields: "id")')
@Owned<UserStub>(({ id }) => ({ userId: id }))
@ObjectType('User')
export class UserStub {
  @Field(() => ID)
  @Access('user:read')
  id!: string;
}
