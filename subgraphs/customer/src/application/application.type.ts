import { Access, Owned } from '@lastmile/subgraph/access/access';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { ownerOf } from '../access/permitted.ts';
import { ApplicationStatusEnum, RejectionReasonEnum } from './application.enum.ts';
import type { ApplicationRow } from './application.store.ts';
import type { ApplicationStatus, RejectionReason } from './application.ts';

@Directive('@key(fields: "id")')
@Owned<ApplicationRow>(ownerOf)
@ObjectType('ConnectionApplication', {
  description: 'The wish for a line at an address, and how far it has come.',
})
export class ConnectionApplication {
  @Field(() => ID)
  @Access('application:read')
  id!: string;

  @Field(() => ApplicationStatusEnum)
  @Access('application:read')
  status!: ApplicationStatus;

  @Field(() => DateTimeScalar)
  @Access('application:read')
  submittedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('application:read')
  approvedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('application:read')
  visitStartsAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('application:read')
  visitEndsAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('application:read')
  installedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  @Access('application:read')
  activatedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was rejected or withdrawn.' })
  @Access('application:read')
  closedAt!: Date | null;

  @Field(() => RejectionReasonEnum, { nullable: true })
  @Access('application:read')
  rejectionReason!: RejectionReason | null;

  @Field(() => String, { nullable: true })
  @Access('application:read')
  rejectionNote!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Why billing could not start the subscription, as a code: SEVERAL_ACCOUNTS, TARIFF_NOT_SOLD …',
  })
  @Access('application:decide')
  billingRefusal!: string | null;
}

export const ConnectionApplicationConnection = connectionOf(
  'ConnectionApplication',
  () => ConnectionApplication,
);
