import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { ObjectType } from 'type-graphql';

@Inherited()
@ObjectType('CustomerClosed', { implements: Problem })
export class CustomerClosed extends Problem {
  constructor() {
    super('CUSTOMER_CLOSED', 'This customer is closed: no account is opened any more.');
  }
}
