import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { MonitoringContext } from '../monitoring.ts';
import { openOutage } from './open-outage.ts';
import { OpenOutageInput, ResolveOutageInput, UpdateOutageInput } from './outage.input.ts';
import { OpenOutageResult, ResolveOutageResult, UpdateOutageResult } from './outage.type.ts';
import { resolveOutage } from './resolve-outage.ts';
import { updateOutage } from './update-outage.ts';

@Resolver()
export class OutageMutations {
  @Mutation(() => OpenOutageResult, { description: 'By hand; it stays until it is resolved by hand.' })
  @Access('outage:manage')
  async openOutage(
    @Arg('input', () => OpenOutageInput) input: OpenOutageInput,
    @Ctx() context: MonitoringContext,
  ) {
    return { __typename: 'OpenOutageSuccess', outage: await openOutage(context, input) };
  }

  @Mutation(() => UpdateOutageResult)
  @Access('outage:manage')
  async updateOutage(
    @Arg('input', () => UpdateOutageInput) input: UpdateOutageInput,
    @Ctx() context: MonitoringContext,
  ) {
    return { __typename: 'UpdateOutageSuccess', outage: await updateOutage(context, input) };
  }

  @Mutation(() => ResolveOutageResult, {
    description: 'Overrules the probes: no new outage opens for the node before it has answered once.',
  })
  @Access('outage:manage')
  async resolveOutage(
    @Arg('input', () => ResolveOutageInput) input: ResolveOutageInput,
    @Ctx() context: MonitoringContext,
  ) {
    return { __typename: 'ResolveOutageSuccess', outage: await resolveOutage(context, input) };
  }
}
