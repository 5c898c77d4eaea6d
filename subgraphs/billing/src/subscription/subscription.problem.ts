import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { ObjectType } from 'type-graphql';

@Inherited()
@ObjectType('TariffNotSold', { implements: Problem })
export class TariffNotSold extends Problem {
  constructor() {
    super(
      'TARIFF_NOT_SOLD',
      'This tariff is not sold on that day: choose one that is published and valid by then.',
    );
  }
}

@Inherited()
@ObjectType('AccountNotUsable', { implements: Problem })
export class AccountNotUsable extends Problem {
  constructor(why: string) {
    super('ACCOUNT_NOT_USABLE', why);
  }
}

@Inherited()
@ObjectType('SubscriptionNotActive', { implements: Problem })
export class SubscriptionNotActive extends Problem {
  constructor() {
    super('SUBSCRIPTION_NOT_ACTIVE', 'This subscription has ended already.');
  }
}

@Inherited()
@ObjectType('AlreadyCharged', { implements: Problem })
export class AlreadyCharged extends Problem {
  constructor(through: string) {
    super(
      'ALREADY_CHARGED',
      `It has been charged up to ${through}: end it on that day or later, or cancel the invoice first.`,
    );
  }
}
