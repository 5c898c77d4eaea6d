import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { CustomerContext } from '../customer-domain.ts';
import { activateApplication } from './activate-application.ts';
import {
  ActivateApplicationInput,
  ActivateApplicationOutcome,
  ApproveApplicationInput,
  ApproveApplicationOutcome,
  RejectApplicationInput,
  RejectApplicationOutcome,
  ScheduleInstallationInput,
  ScheduleInstallationOutcome,
  SubmitApplicationInput,
  SubmitApplicationOutcome,
  WithdrawApplicationInput,
  WithdrawApplicationOutcome,
} from './application.mutation.ts';
import { ConnectionApplication } from './application.type.ts';
import { approveApplication, rejectApplication } from './decide-application.ts';
import { scheduleInstallation } from './schedule-installation.ts';
import { submitApplication } from './submit-application.ts';
import { withdrawApplication } from './withdraw-application.ts';

@Resolver(() => ConnectionApplication)
export class ApplicationStepsResolver {
  @Mutation(() => SubmitApplicationOutcome.Result as never, {
    description: 'Applies for a line at an address.',
  })
  @Access('application:submit')
  async submitApplication(
    @Ctx() context: CustomerContext,
    @Arg('input', () => SubmitApplicationInput) input: SubmitApplicationInput,
  ) {
    return SubmitApplicationOutcome.success(await submitApplication(context, input));
  }

  @Mutation(() => ApproveApplicationOutcome.Result as never, {
    description: 'Says that the connection is feasible.',
  })
  @Access('application:decide')
  async approveApplication(
    @Ctx() context: CustomerContext,
    @Arg('input', () => ApproveApplicationInput) input: ApproveApplicationInput,
  ) {
    return ApproveApplicationOutcome.success(await approveApplication(context, input));
  }

  @Mutation(() => RejectApplicationOutcome.Result as never)
  @Access('application:decide')
  async rejectApplication(
    @Ctx() context: CustomerContext,
    @Arg('input', () => RejectApplicationInput) input: RejectApplicationInput,
  ) {
    return RejectApplicationOutcome.success(await rejectApplication(context, input));
  }

  @Mutation(() => ScheduleInstallationOutcome.Result as never, {
    description: 'Agrees on a visit, or moves it.',
  })
  @Access('application:decide')
  async scheduleInstallation(
    @Ctx() context: CustomerContext,
    @Arg('input', () => ScheduleInstallationInput) input: ScheduleInstallationInput,
  ) {
    return ScheduleInstallationOutcome.success(await scheduleInstallation(context, input));
  }

  @Mutation(() => WithdrawApplicationOutcome.Result as never)
  @Access('application:submit')
  async withdrawApplication(
    @Ctx() context: CustomerContext,
    @Arg('input', () => WithdrawApplicationInput) input: WithdrawApplicationInput,
  ) {
    return WithdrawApplicationOutcome.success(await withdrawApplication(context, input));
  }

  @Mutation(() => ActivateApplicationOutcome.Result as never, {
    description: 'The line works: it is in service and billed from today on.',
  })
  @Access('application:decide')
  async activateApplication(
    @Ctx() context: CustomerContext,
    @Arg('input', () => ActivateApplicationInput) input: ActivateApplicationInput,
  ) {
    return ActivateApplicationOutcome.success(await activateApplication(context, input));
  }
}
