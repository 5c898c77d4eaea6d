import { Access, Owned } from '@lastmile/subgraph/access/access';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { ownerOf } from '../access/permitted.ts';
import { BlockReasonEnum, LineStateEnum, LineTechnologyEnum } from './line.enum.ts';
import type { LineRow } from './line.store.ts';
import type { BlockReason, LineState, LineTechnology } from './line.ts';

@Directive('@key(fields: "id")')
@Owned<LineRow>(ownerOf)
@ObjectType('AccessLine', { description: 'What is delivered: from a port of the network to an address.' })
export class AccessLine {
  @Field(() => ID)
  @Access('line:read')
  id!: string;

  @Field(() => LineStateEnum, { description: 'Where it is in its life; whether it works is `status`.' })
  @Access('line:read')
  state!: LineState;

  @Field(() => LineTechnologyEnum)
  @Access('line:read')
  technology!: LineTechnology;

  @Field(() => [BlockReasonEnum], { description: 'Why it is suspended.' })
  @Access('line:read')
  blocks!: readonly BlockReason[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it stands on its port.' })
  @Access('line:read')
  attachedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('line:read')
  activatedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('line:read')
  ceasedAt!: Date | null;
}

export const AccessLineConnection = connectionOf('AccessLine', () => AccessLine);
