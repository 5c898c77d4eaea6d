import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { ObjectType } from 'type-graphql';

@Inherited()
@ObjectType('AlreadyMember', { implements: Problem })
export class AlreadyMember extends Problem {
  constructor() {
    super(
      'ALREADY_MEMBER',
      'This user acts for the customer already. Change the role with changeMemberRole.',
    );
  }
}

@Inherited()
@ObjectType('LastOwner', { implements: Problem })
export class LastOwner extends Problem {
  constructor() {
    super('LAST_OWNER', 'This is the customer’s last owner. Make somebody else owner first.');
  }
}
