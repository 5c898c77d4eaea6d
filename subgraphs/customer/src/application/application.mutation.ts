import { outcome } from '@lastmile/subgraph/graphql/outcome';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Field, ID, InputType } from 'type-graphql';
import { CustomerIsClosed } from '../customer/customer.problem.ts';
import type { ActivateApplication } from './activate-application.ts';
import { RejectionReasonEnum } from './application.enum.ts';
import {
  ActivationNotReady,
  AddressNotServed,
  ApplicationAlreadyOpen,
  ApplicationNotInState,
  DevicesStillInstalled,
  TariffNotOffered,
} from './application.problem.ts';
import type { ApplicationRow } from './application.store.ts';
import type { RejectionReason } from './application.ts';
import { ConnectionApplication } from './application.type.ts';
import type { RejectApplication } from './decide-application.ts';
import type { ScheduleInstallation } from './schedule-installation.ts';

const applicationOutcome = (mutation: string, problems: Parameters<typeof outcome>[3]) =>
  outcome<ApplicationRow>(mutation, 'application', () => ConnectionApplication, problems);

@InputType()
export class SubmitApplicationInput {
  @Field(() => ID)
  addressId!: string;

  @Field(() => ID)
  tariffId!: string;
}

@InputType()
export class ApproveApplicationInput {
  @Field(() => ID)
  applicationId!: string;
}

@InputType()
export class RejectApplicationInput implements RejectApplication {
  @Field(() => ID)
  applicationId!: string;

  @Field(() => RejectionReasonEnum)
  reason!: RejectionReason;

  @Field(() => String, { nullable: true, description: 'The customer reads it too.' })
  note?: string | null;
}

@InputType()
export class ScheduleInstallationInput implements ScheduleInstallation {
  @Field(() => ID)
  applicationId!: string;

  @Field(() => DateTimeScalar)
  visitStartsAt!: Date;

  @Field(() => DateTimeScalar)
  visitEndsAt!: Date;
}

@InputType()
export class WithdrawApplicationInput {
  @Field(() => ID)
  applicationId!: string;
}

@InputType()
export class ActivateApplicationInput implements ActivateApplication {
  @Field(() => ID)
  applicationId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The billing account that is to pay; needed where the customer has several.',
  })
  accountId?: string | null;
}

export const SubmitApplicationOutcome = applicationOutcome('SubmitApplication', [
  CustomerIsClosed,
  AddressNotServed,
  ApplicationAlreadyOpen,
  TariffNotOffered,
]);
export const ApproveApplicationOutcome = applicationOutcome('ApproveApplication', [
  ApplicationNotInState,
  AddressNotServed,
]);
export const RejectApplicationOutcome = applicationOutcome('RejectApplication', [
  ApplicationNotInState,
  DevicesStillInstalled,
]);
export const ScheduleInstallationOutcome = applicationOutcome('ScheduleInstallation', [
  ApplicationNotInState,
]);
export const WithdrawApplicationOutcome = applicationOutcome('WithdrawApplication', [
  ApplicationNotInState,
  DevicesStillInstalled,
]);
export const ActivateApplicationOutcome = applicationOutcome('ActivateApplication', [
  ApplicationNotInState,
  ActivationNotReady,
  TariffNotOffered,
]);
