import { Access } from '@lastmile/subgraph/access/access';
import { idFilter } from '@lastmile/subgraph/access/visible-scopes';
import { PageArgs } from '@lastmile/subgraph/graphql/page';
import { CursorScalar } from '@lastmile/subgraph/graphql/scalars';
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { NotificationContext } from '../notification.ts';
import { type CustomerKey, CustomerStub } from '../stubs/customer.stub.ts';
import { type UserKey, UserStub } from '../stubs/user.stub.ts';
import { templateById } from '../template/template.store.ts';
import { NotificationTemplateType } from '../template/template.type.ts';
import { type FollowNotifications, followNotifications } from './follow-notifications.ts';
import { listNotifications } from './list-notifications.ts';
import { attemptsOf, notificationById, sourceOf } from './message.store.ts';
import { type NotificationRow, ownershipOf } from './message.ts';
import {
  DeliveryAttemptType,
  NotificationConnection,
  NotificationFilter,
  NotificationType,
  NotificationUpdateType,
} from './message.type.ts';

/** Words and address of a letter: for whom it is written to, and staff who look after letters. */
function maySeeContents(context: NotificationContext, row: NotificationRow): boolean {
  const { actor } = context;
  return (
    (actor.kind === 'user' && actor.id === row.userId) || context.may('notification:manage', ownershipOf(row))
  );
}

@Resolver(() => NotificationType)
export class NotificationResolver {
  @Query(() => NotificationType, { nullable: true })
  @Access('notification:read')
  notification(@Arg('id', () => ID) id: string, @Ctx() context: NotificationContext) {
    return context.load(notificationById, id);
  }

  @Query(() => NotificationConnection, { description: 'Everybody’s, for staff; the newest first.' })
  @Access('notification:manage')
  notifications(
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => NotificationFilter, { nullable: true }) filter: NotificationFilter | null,
    @Ctx() context: NotificationContext,
  ) {
    const selection = {
      state: filter?.state ?? null,
      occasion: filter?.occasion ?? null,
      customerId: idFilter(filter?.customerId),
      userId: idFilter(filter?.userId),
      eventId: idFilter(filter?.eventId),
    };
    return listNotifications(context, args, selection, 'staff');
  }

  @FieldResolver(() => UserStub, { nullable: true, description: 'Who it is for.' })
  @Access('notification:read')
  recipient(@Root() { userId }: NotificationRow): UserKey {
    return { id: userId };
  }

  @FieldResolver(() => CustomerStub, { nullable: true, description: 'Whom it is about.' })
  @Access('notification:read')
  customer(@Root() { customerId }: NotificationRow): CustomerKey | null {
    return customerId === null ? null : { id: customerId };
  }

  @FieldResolver(() => NotificationTemplateType, {
    nullable: true,
    description: 'What it was made of, for staff who may see templates.',
  })
  @Access('template:read')
  template(@Root() { templateId }: NotificationRow, @Ctx() context: NotificationContext) {
    return templateId === null ? null : context.load(templateById, templateId);
  }

  @FieldResolver(() => [DeliveryAttemptType], { description: 'The last 200, the earliest first.' })
  @Access('notification:read')
  attempts(@Root() { id }: NotificationRow, @Ctx() context: NotificationContext) {
    return context.load(attemptsOf, id);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'For the recipient and staff who manage letters.',
  })
  @Access('notification:read')
  address(@Root() row: NotificationRow, @Ctx() context: NotificationContext) {
    return maySeeContents(context, row) ? row.address : null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'For the recipient and staff who manage letters.',
  })
  @Access('notification:read')
  textBody(@Root() row: NotificationRow, @Ctx() context: NotificationContext) {
    return maySeeContents(context, row) ? row.textBody : null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'The letter as it goes over the wire.' })
  @Access('notification:manage')
  source(@Root() { id }: NotificationRow, @Ctx() context: NotificationContext) {
    return sourceOf(context.database.query, id);
  }

  @FieldResolver(() => NotificationType, { nullable: true, description: 'What it is a copy of.' })
  @Access('notification:read')
  resendOf(@Root() { resendOf }: NotificationRow, @Ctx() context: NotificationContext) {
    return resendOf === null ? null : context.load(notificationById, resendOf);
  }

  @Subscription(() => NotificationUpdateType, {
    description: 'What is sent to a user, as it is sent: oneself, or for staff anybody.',
    subscribe: (({ args, context }: { args: FollowNotifications; context: NotificationContext }) =>
      followNotifications(context, args)) as never,
  })
  @Access('notification:read')
  notificationReceived(
    @Root() update: NotificationUpdateType,
    @Arg('userId', () => ID) _userId: string,
    @Arg('after', () => CursorScalar, { nullable: true }) _after: string | null,
  ): NotificationUpdateType {
    return update;
  }
}

@Resolver(() => CustomerStub)
export class CustomerResolver {
  @FieldResolver(() => NotificationConnection, {
    nullable: true,
    description: 'What was sent about this customer, to whomever; the newest first.',
  })
  @Access('notification:read')
  notifications(
    @Root() { id }: CustomerKey,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: NotificationContext,
  ) {
    return listNotifications(context, args, { customerId: id }, 'parent');
  }
}

@Resolver(() => UserStub)
export class UserResolver {
  @FieldResolver(() => NotificationConnection, {
    nullable: true,
    description: 'What was sent to this user; the newest first.',
  })
  @Access('notification:read')
  notifications(
    @Root() { id }: UserKey,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: NotificationContext,
  ) {
    return listNotifications(context, args, { userId: id }, 'parent');
  }
}
