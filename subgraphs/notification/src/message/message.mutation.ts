import { Access } from '@lastmile/subgraph/access/access';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { NotificationContext } from '../notification.ts';
import { cancelNotification } from './cancel-notification.ts';
import {
  CancelNotificationInput,
  CancelNotificationResult,
  ResendNotificationInput,
  ResendNotificationResult,
} from './message.result.ts';
import { resendNotification } from './resend-notification.ts';

@Resolver()
export class NotificationMutations {
  @Mutation(() => ResendNotificationResult, {
    description: 'Sends what failed or was cancelled after all; of what was sent, a copy.',
  })
  @Access('notification:manage')
  async resendNotification(
    @Arg('input', () => ResendNotificationInput) input: ResendNotificationInput,
    @Ctx() context: NotificationContext,
  ) {
    return {
      __typename: 'ResendNotificationSuccess',
      notification: await resendNotification(context, input),
    };
  }

  @Mutation(() => CancelNotificationResult, {
    description: 'Lets a letter that is still to be sent not be sent.',
  })
  @Access('notification:manage')
  async cancelNotification(
    @Arg('input', () => CancelNotificationInput) input: CancelNotificationInput,
    @Ctx() context: NotificationContext,
  ) {
    return {
      __typename: 'CancelNotificationSuccess',
      notification: await cancelNotification(context, input),
    };
  }
}
