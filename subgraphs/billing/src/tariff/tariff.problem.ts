import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { ObjectType } from 'type-graphql';

@Inherited()
@ObjectType('TariffCodeTaken', { implements: Problem })
export class TariffCodeTaken extends Problem {
  constructor(code: string) {
    super('TARIFF_CODE_TAKEN', `There is a tariff ${code} already: choose another code, or revise that one.`);
  }
}

@Inherited()
@ObjectType('TariffNotPublishable', { implements: Problem })
export class TariffNotPublishable extends Problem {
  constructor() {
    super('TARIFF_NOT_PUBLISHABLE', 'There is no draft to publish: revise the tariff first.');
  }
}

@Inherited()
@ObjectType('TariffNotPublished', { implements: Problem })
export class TariffNotPublished extends Problem {
  constructor() {
    super('TARIFF_NOT_PUBLISHED', 'Only a published tariff can be withdrawn.');
  }
}
