import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { Field, ID, ObjectType } from 'type-graphql';
import { ContractStatusEnum } from './contract.enum.ts';
import type { ContractStatus } from './contract.ts';

@Inherited()
@ObjectType('ContractNotInState', { implements: Problem })
export class ContractNotInState extends Problem {
  @Field(() => ContractStatusEnum)
  readonly contractStatus: ContractStatus;

  constructor(contractStatus: ContractStatus, wanted: string) {
    super('CONTRACT_NOT_IN_STATE', `A contract that is ${contractStatus} cannot be ${wanted}.`);
    this.contractStatus = contractStatus;
  }
}

@Inherited()
@ObjectType('ApplicationHasContract', { implements: Problem })
export class ApplicationHasContract extends Problem {
  @Field(() => ID)
  readonly contractId: string;

  constructor(contractId: string) {
    super(
      'APPLICATION_HAS_CONTRACT',
      'There is a contract for this application. Terminate it to draft another one.',
    );
    this.contractId = contractId;
  }
}

@Inherited()
@ObjectType('ContractHasLines', { implements: Problem })
export class ContractHasLines extends Problem {
  @Field(() => [ID])
  readonly lineIds: readonly string[];

  constructor(lineIds: readonly string[]) {
    super('CONTRACT_HAS_LINES', 'Lines of this contract are in service. Cease them with ceaseLine first.');
    this.lineIds = lineIds;
  }
}
