import type { CalendarDate } from '@lastmile/kernel/calendar';
import { Access, Owned } from '@lastmile/subgraph/access/access';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { DateScalar, DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { ownerOf } from '../access/permitted.ts';
import { ContractStatusEnum } from './contract.enum.ts';
import type { ContractRow } from './contract.store.ts';
import type { ContractStatus } from './contract.ts';

@Directive('@key(fields: "id")')
@Owned<ContractRow>(ownerOf)
@ObjectType('Contract', {
  description: 'What was agreed. What is suspended is the line, never the contract.',
})
export class Contract {
  @Field(() => ID)
  @Access('contract:read')
  id!: string;

  @Field(() => String)
  @Access('contract:read')
  number!: string;

  @Field(() => ContractStatusEnum)
  @Access('contract:read')
  status!: ContractStatus;

  @Field(() => DateTimeScalar)
  @Access('contract:read')
  draftedAt!: Date;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'A day in the zone of its region, like the others.',
  })
  @Access('contract:read')
  signedOn!: CalendarDate | null;

  @Field(() => DateScalar, { nullable: true })
  @Access('contract:read')
  activatedOn!: CalendarDate | null;

  @Field(() => DateScalar, { nullable: true })
  @Access('contract:read')
  terminatedOn!: CalendarDate | null;

  @Field(() => String, { nullable: true })
  @Access('contract:read')
  terminationReason!: string | null;
}

export const ContractConnection = connectionOf('Contract', () => Contract);
