import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { MonitoringContext } from '../monitoring.ts';
import {
  AddProbeInput,
  AddProbeResult,
  ChangeProbeInput,
  ChangeProbeResult,
  RemoveProbeInput,
  RemoveProbeResult,
} from './probe.type.ts';
import { addProbe, changeProbe, removeProbe } from './set-probe.ts';

@Resolver()
export class ProbeMutations {
  @Mutation(() => AddProbeResult, { description: 'The first question is asked at once.' })
  @Access('node:manage')
  async addProbe(@Arg('input', () => AddProbeInput) input: AddProbeInput, @Ctx() context: MonitoringContext) {
    return { __typename: 'AddProbeSuccess', probe: await addProbe(context, input) };
  }

  @Mutation(() => ChangeProbeResult)
  @Access('node:manage')
  async changeProbe(
    @Arg('input', () => ChangeProbeInput) input: ChangeProbeInput,
    @Ctx() context: MonitoringContext,
  ) {
    return { __typename: 'ChangeProbeSuccess', probe: await changeProbe(context, input) };
  }

  @Mutation(() => RemoveProbeResult, { description: 'Without any probe, a node’s status is UNKNOWN.' })
  @Access('node:manage')
  async removeProbe(
    @Arg('input', () => RemoveProbeInput) input: RemoveProbeInput,
    @Ctx() context: MonitoringContext,
  ) {
    const { probeId } = await removeProbe(context, input);
    return { __typename: 'RemoveProbeSuccess', probeId };
  }
}
