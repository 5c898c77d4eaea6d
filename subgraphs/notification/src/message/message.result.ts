import { Inherited } from '@lastmile/subgraph/access/access';
import { NotFound } from '@lastmile/subgraph/graphql/problem';
import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import {
  NotificationInWork,
  NotificationNotCancellable,
  NotificationNotResendable,
} from './message.problem.ts';
import type { NotificationRow } from './message.ts';
import { NotificationType } from './message.type.ts';

@InputType('ResendNotificationInput')
export class ResendNotificationInput {
  @Field(() => ID)
  notificationId!: string;
}

@Inherited()
@ObjectType('ResendNotificationSuccess')
export class ResendNotificationSuccess {
  @Field(() => NotificationType, { description: 'The same one, or a copy of what had been sent.' })
  notification!: NotificationRow;
}

export const ResendNotificationResult = createUnionType({
  name: 'ResendNotificationResult',
  types: () => [ResendNotificationSuccess, NotificationNotResendable, NotificationInWork, NotFound] as const,
});

@InputType('CancelNotificationInput')
export class CancelNotificationInput {
  @Field(() => ID)
  notificationId!: string;
}

@Inherited()
@ObjectType('CancelNotificationSuccess')
export class CancelNotificationSuccess {
  @Field(() => NotificationType)
  notification!: NotificationRow;
}

export const CancelNotificationResult = createUnionType({
  name: 'CancelNotificationResult',
  types: () => [CancelNotificationSuccess, NotificationNotCancellable, NotificationInWork, NotFound] as const,
});
