import { Access, Inherited, Owned } from '@lastmile/subgraph/access/access';
import { enumOf } from '@lastmile/subgraph/graphql/enum-of';
import { connectionOf } from '@lastmile/subgraph/graphql/page';
import { CursorScalar, DateTimeScalar } from '@lastmile/subgraph/graphql/scalars';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { type Channel, channels } from '../template/template.ts';
import { type NotificationRow, type NotificationState, notificationStates, ownershipOf } from './message.ts';

export const NotificationStateEnum = enumOf('NotificationState', notificationStates);
export const ChannelEnum = enumOf('NotificationChannel', channels);
export const AttemptOutcomeEnum = enumOf(
  'DeliveryOutcome',
  ['STARTED', 'SENT', 'TRANSIENT', 'PERMANENT', 'INTERRUPTED'],
  'TRANSIENT: tried again. INTERRUPTED: the process ended in the middle; it may have been sent.',
);

@Directive('@key(fields: "id")')
@Owned(ownershipOf)
@ObjectType('Notification', { description: 'One letter to one person.' })
export class NotificationType {
  @Field(() => ID)
  @Access('notification:read')
  id!: string;

  @Field(() => ChannelEnum)
  @Access('notification:read')
  channel!: Channel;

  @Field(() => String, { description: 'The letter’s name, the same in all languages.' })
  @Access('notification:read')
  name!: string;

  @Field(() => String, { description: 'What it is about; see notificationOccasions.' })
  @Access('notification:read')
  occasion!: string;

  @Field(() => ID, { description: 'The event that led to it.' })
  @Access('notification:read')
  eventId!: string;

  @Field(() => String)
  @Access('notification:read')
  eventType!: string;

  @Field(() => NotificationStateEnum)
  @Access('notification:read')
  state!: NotificationState;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it failed: EXPIRED, RECIPIENT_GONE, NO_RIGHTS, NO_ADDRESS, TEMPLATE_INACTIVE, TEMPLATE_FAULT, BAD_QUERY, TRIES_EXHAUSTED, BAD_ADDRESS or SMTP_<reply>.',
  })
  @Access('notification:read')
  reason!: string | null;

  @Field(() => DateTimeScalar)
  @Access('notification:read')
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was sent, given up or cancelled.' })
  @Access('notification:read')
  closedAt!: Date | null;

  @Field(() => DateTimeScalar, { description: 'Not worth sending after it.' })
  @Access('notification:read')
  expiresAt!: Date;

  @Field(() => Int, { nullable: true })
  @Access('notification:read')
  templateVersion!: number | null;

  @Field(() => String, { nullable: true, description: 'Once it has been rendered, until it is forgotten.' })
  @Access('notification:read')
  subject!: string | null;
}

export const NotificationConnection = connectionOf('Notification', () => NotificationType);

@Inherited()
@ObjectType('DeliveryAttempt')
export class DeliveryAttemptType {
  @Field(() => Int)
  number!: number;

  @Field(() => AttemptOutcomeEnum)
  outcome!: string;

  @Field(() => String, { nullable: true })
  code!: string | null;

  @Field(() => String, { nullable: true, description: 'What the server said, without addresses.' })
  @Access('notification:manage')
  response!: string | null;

  @Field(() => DateTimeScalar)
  startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  endedAt!: Date | null;
}

@InputType('NotificationFilterInput')
export class NotificationFilter {
  @Field(() => NotificationStateEnum, { nullable: true })
  state?: NotificationState | null;

  @Field(() => ID, { nullable: true })
  customerId?: string | null;

  @Field(() => ID, { nullable: true })
  userId?: string | null;

  @Field(() => ID, { nullable: true })
  eventId?: string | null;

  @Field(() => String, { nullable: true })
  occasion?: string | null;
}

@Inherited()
@ObjectType('NotificationSummary', { description: 'As the event says it was.' })
export class NotificationSummaryType {
  @Field(() => String)
  template!: string;

  @Field(() => ChannelEnum)
  channel!: string;

  @Field(() => Int)
  attempts!: number;
}

@Inherited()
@ObjectType('NotificationUpdate')
export class NotificationUpdateType {
  @Field(() => CursorScalar, { description: 'Subscribe with it as `after` to miss nothing.' })
  cursor!: string;

  @Field(() => String, {
    description: 'SUBSCRIBED, SENT, or RESYNC: too much was missed, read the state anew.',
  })
  change!: string;

  @Field(() => DateTimeScalar, { nullable: true })
  occurredAt!: Date | null;

  @Field(() => NotificationType, { nullable: true, description: 'As it is now.' })
  notification!: NotificationRow | null;

  @Field(() => NotificationSummaryType, { nullable: true })
  summary!: NotificationSummaryType | null;
}
