import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { Field, ObjectType } from 'type-graphql';
import type { NotificationState } from './message.ts';
import { NotificationStateEnum } from './message.type.ts';

@Inherited()
@ObjectType('NotificationNotCancellable', { implements: Problem })
export class NotificationNotCancellable extends Problem {
  @Field(() => NotificationStateEnum)
  readonly state: NotificationState;

  constructor(state: NotificationState) {
    super(
      'NOTIFICATION_NOT_CANCELLABLE',
      `Only what is still to be sent can be cancelled; this one is ${state}.`,
    );
    this.state = state;
  }
}

@Inherited()
@ObjectType('NotificationInWork', { implements: Problem })
export class NotificationInWork extends Problem {
  constructor() {
    super('NOTIFICATION_IN_WORK', 'It is being sent at this moment. Look again in a minute.');
  }
}

@Inherited()
@ObjectType('NotificationNotResendable', { implements: Problem })
export class NotificationNotResendable extends Problem {
  constructor(message: string) {
    super('NOTIFICATION_NOT_RESENDABLE', message);
  }
}
