import { Access, Inherited, Owned } from '@lastmile/subgraph/access/access';
import { enumOf } from '@lastmile/subgraph/graphql/enum-of';
import { InvalidInput, NotFound } from '@lastmile/subgraph/graphql/problem';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { createUnionType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { NodeRetired } from '../node/node.problem.ts';
import { ownershipOf } from '../node/node.ts';
import { type ProbeRow, probeKinds } from './probe.store.ts';
import type { Verdict } from './probe.ts';

export const ProbeKindEnum = enumOf(
  'ProbeKind',
  probeKinds,
  'How a node is asked. So far TCP: a connection is opened.',
);
export const ProbeVerdictEnum = enumOf('ProbeVerdict', ['UNKNOWN', 'UP', 'DOWN']);

@Owned((probe: ProbeRow) => ownershipOf(probe))
@ObjectType('Probe', { description: 'A question asked of a node at intervals.' })
export class ProbeType {
  @Field(() => ID)
  @Access('node:read')
  id!: string;

  @Field(() => ProbeKindEnum)
  @Access('node:read')
  kind!: ProbeRow['kind'];

  @Field(() => String)
  @Access('node:read')
  host!: string;

  @Field(() => Int)
  @Access('node:read')
  port!: number;

  @Field(() => Int, { description: 'Milliseconds from one question to the next.' })
  @Access('node:read')
  intervalMs!: number;

  @Field(() => Int, { description: 'Milliseconds after which no answer counts as a failure.' })
  @Access('node:read')
  timeoutMs!: number;

  @Field(() => Int, { description: 'Failures in a row until it is down.' })
  @Access('node:read')
  failuresToConfirm!: number;

  @Field(() => Int, { description: 'Answers in a row until it is up again.' })
  @Access('node:read')
  successesToClear!: number;

  @Field(() => Boolean)
  @Access('node:read')
  enabled!: boolean;

  @Field(() => ProbeVerdictEnum)
  @Access('node:read')
  verdict!: Verdict;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('node:read')
  lastAt!: Date | null;

  @Field(() => Int, { nullable: true, description: 'Milliseconds to the last good answer.' })
  @Access('node:read')
  lastLatencyMs!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why the last question failed: TIMEOUT, ECONNREFUSED …',
  })
  @Access('node:read')
  lastError!: string | null;
}

@InputType()
export class AddProbeInput {
  @Field(() => ID)
  nodeId!: string;

  @Field(() => ProbeKindEnum, { nullable: true, description: 'TCP unless given.' })
  kind?: ProbeRow['kind'] | null;

  @Field(() => String, { nullable: true, description: 'The node’s management address unless given.' })
  host?: string | null;

  @Field(() => Int)
  port!: number;

  @Field(() => Int, { nullable: true, description: '30,000 unless given; 100 to 86,400,000.' })
  intervalMs?: number | null;

  @Field(() => Int, { nullable: true, description: '3,000 unless given; 50 to 60,000.' })
  timeoutMs?: number | null;

  @Field(() => Int, { nullable: true, description: '3 unless given; 1 to 100.' })
  failuresToConfirm?: number | null;

  @Field(() => Int, { nullable: true, description: '2 unless given; 1 to 100.' })
  successesToClear?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'True unless given.' })
  enabled?: boolean | null;
}

@InputType({ description: 'What is left out stays as it is; what was found before counts no more.' })
export class ChangeProbeInput {
  @Field(() => ID)
  probeId!: string;

  @Field(() => String, { nullable: true })
  host?: string | null;

  @Field(() => Int, { nullable: true })
  port?: number | null;

  @Field(() => Int, { nullable: true })
  intervalMs?: number | null;

  @Field(() => Int, { nullable: true })
  timeoutMs?: number | null;

  @Field(() => Int, { nullable: true })
  failuresToConfirm?: number | null;

  @Field(() => Int, { nullable: true })
  successesToClear?: number | null;

  @Field(() => Boolean, { nullable: true })
  enabled?: boolean | null;
}

@InputType()
export class RemoveProbeInput {
  @Field(() => ID)
  probeId!: string;
}

@Inherited()
@ObjectType('AddProbeSuccess')
export class AddProbeSuccess {
  @Field(() => ProbeType)
  probe!: ProbeType;
}

@Inherited()
@ObjectType('ChangeProbeSuccess')
export class ChangeProbeSuccess {
  @Field(() => ProbeType)
  probe!: ProbeType;
}

@Inherited()
@ObjectType('RemoveProbeSuccess')
export class RemoveProbeSuccess {
  @Field(() => ID)
  probeId!: string;
}

export const AddProbeResult = createUnionType({
  name: 'AddProbeResult',
  types: () => [AddProbeSuccess, NotFound, InvalidInput, NodeRetired] as const,
});

export const ChangeProbeResult = createUnionType({
  name: 'ChangeProbeResult',
  types: () => [ChangeProbeSuccess, NotFound, InvalidInput, NodeRetired] as const,
});

export const RemoveProbeResult = createUnionType({
  name: 'RemoveProbeResult',
  types: () => [RemoveProbeSuccess, NotFound, InvalidInput] as const,
});
