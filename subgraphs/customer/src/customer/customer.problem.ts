import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { Field, ID, Int, ObjectType } from 'type-graphql';

@Inherited()
@ObjectType('CustomerKeyReused', { implements: Problem })
export class CustomerKeyReused extends Problem {
  constructor() {
    super(
      'CUSTOMER_KEY_REUSED',
      'This idempotency key was used with another input. Use a new key for a new customer.',
    );
  }
}

@Inherited()
@ObjectType('CustomerLimitReached', { implements: Problem })
export class CustomerLimitReached extends Problem {
  @Field(() => Int)
  readonly limit: number;

  constructor(limit: number) {
    super(
      'CUSTOMER_LIMIT_REACHED',
      `You own ${limit} customers, and more are not made by oneself. Ask support.`,
    );
    this.limit = limit;
  }
}

@Inherited()
@ObjectType('CustomerHasActiveLines', { implements: Problem })
export class CustomerHasActiveLines extends Problem {
  @Field(() => [ID])
  readonly lineIds: readonly string[];

  constructor(lineIds: readonly string[]) {
    super(
      'CUSTOMER_HAS_ACTIVE_LINES',
      `${lineIds.length} of the customer’s lines are still in service. Cease them with ceaseLine first.`,
    );
    this.lineIds = lineIds;
  }
}

@Inherited()
@ObjectType('CustomerIsClosed', { implements: Problem })
export class CustomerIsClosed extends Problem {
  constructor() {
    super('CUSTOMER_CLOSED', 'This customer is closed, so nothing is changed or begun for them any more.');
  }
}
