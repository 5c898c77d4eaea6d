import { outcome } from '@lastmile/subgraph/graphql/outcome';
import { Field, ID, InputType } from 'type-graphql';
import { ApplicationNotInState } from '../application/application.problem.ts';
import { ContractNotInState } from '../contract/contract.problem.ts';
import type { BlockLine } from './block-line.ts';
import { BlockReasonEnum, LineTechnologyEnum } from './line.enum.ts';
import {
  ApplicationHasLine,
  LineInService,
  LineNotAttached,
  LineNotInState,
  PortNotAvailable,
} from './line.problem.ts';
import type { LineRow } from './line.store.ts';
import type { BlockReason, LineTechnology } from './line.ts';
import { AccessLine } from './line.type.ts';
import type { PlanLine } from './plan-line.ts';

const lineOutcome = (mutation: string, problems: Parameters<typeof outcome>[3]) =>
  outcome<LineRow>(mutation, 'line', () => AccessLine, problems);

@InputType()
export class PlanLineInput implements PlanLine {
  @Field(() => ID)
  contractId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The address of the contract’s application unless given.',
  })
  addressId?: string | null;

  @Field(() => LineTechnologyEnum)
  technology!: LineTechnology;
}

@InputType()
export class AttachLineInput {
  @Field(() => ID)
  lineId!: string;

  @Field(() => ID)
  portId!: string;
}

@InputType()
abstract class OneLineInput {
  @Field(() => ID)
  lineId!: string;
}

@InputType()
export class DetachLineInput extends OneLineInput {}

@InputType()
export class CeaseLineInput extends OneLineInput {}

@InputType()
export class BlockLineInput extends OneLineInput implements BlockLine {
  @Field(() => BlockReasonEnum)
  reason!: BlockReason;
}

@InputType()
export class UnblockLineInput extends OneLineInput implements BlockLine {
  @Field(() => BlockReasonEnum)
  reason!: BlockReason;
}

export const PlanLineOutcome = lineOutcome('PlanLine', [
  ContractNotInState,
  ApplicationNotInState,
  ApplicationHasLine,
]);
export const AttachLineOutcome = lineOutcome('AttachLine', [LineNotInState, PortNotAvailable]);
export const DetachLineOutcome = lineOutcome('DetachLine', [LineNotAttached, LineInService]);
export const BlockLineOutcome = lineOutcome('BlockLine', [LineNotInState]);
export const UnblockLineOutcome = lineOutcome('UnblockLine', []);
export const CeaseLineOutcome = lineOutcome('CeaseLine', [LineNotInState]);
