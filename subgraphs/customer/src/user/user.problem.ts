import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { ObjectType } from 'type-graphql';

@Inherited()
@ObjectType('UserDeactivated', { implements: Problem })
export class UserDeactivated extends Problem {
  constructor() {
    super('USER_DEACTIVATED', 'This user may no longer sign in, so they cannot act for a customer.');
  }
}
