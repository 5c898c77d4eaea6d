import { PrismaClient } from '@lastmile/database/generated/notification/client';
import { isId } from '@lastmile/kernel/id';
import { eventsOf } from '@lastmile/messaging/events/catalogue';
import { defineSubgraph } from '@lastmile/subgraph/definition';
import { readNotificationSettings } from './config.ts';
import { deliverLetters } from './delivery/deliver-letters.ts';
import { forgetMessages } from './delivery/forget-messages.ts';
import { MailGate } from './delivery/mail-gate.ts';
import { createSmtpMailer } from './delivery/mailer.ts';
import { NotificationMutations } from './message/message.mutation.ts';
import { CustomerResolver, NotificationResolver, UserResolver } from './message/message.resolver.ts';
import { notificationById } from './message/message.store.ts';
import { deliveryJob, type Notifications } from './notification.ts';
import { followUsers } from './on-auth-user.ts';
import { followMemberships } from './on-customer-membership.ts';
import { writeLettersOnEvent } from './on-event.ts';
import { writeLettersOnOutage } from './on-monitoring-line-impact.ts';
import { prepareTemplates } from './template/prepare-templates.ts';
import { TemplateMutations } from './template/template.mutation.ts';
import { TemplateResolver, TemplateVersionResolver } from './template/template.resolver.ts';
import { templateById } from './template/template.store.ts';

const gateWaitMaxMs = 60_000;
const idOf = ({ id }: Readonly<Record<string, unknown>>) => (typeof id === 'string' && isId(id) ? id : null);

const stubOf = (key: Readonly<Record<string, unknown>>) => {
  const id = idOf(key);
  return id === null ? null : { id };
};

/** Who is told what, in which words, and whether it reached them. */
export const notificationSubgraph = defineSubgraph<Notifications>({
  name: 'notification',
  settings: readNotificationSettings,
  createClient: (adapter) => new PrismaClient({ adapter }),
  services: ({ settings, log, metrics }) => ({
    mailer: createSmtpMailer({
      url: settings.smtpUrl,
      connections: settings.concurrency,
      timeoutMs: settings.smtpTimeoutMs,
      log,
    }),
    gate: new MailGate(log, { firstMs: settings.retryFirstMs, maxMs: gateWaitMaxMs }),
    deliveries: metrics.counter({
      name: 'deliveries_total',
      help: 'Attempts to deliver a message, by channel and outcome.',
      labels: ['channel', 'outcome'],
    }),
  }),
  closeServices: async ({ mailer }) => mailer.close(),
  resolvers: [
    NotificationResolver,
    NotificationMutations,
    CustomerResolver,
    UserResolver,
    TemplateResolver,
    TemplateVersionResolver,
    TemplateMutations,
  ],
  references: [
    {
      type: 'Notification',
      resolve: (context, key) => {
        const id = idOf(key);
        return id === null ? null : context.load(notificationById, id);
      },
    },
    {
      type: 'NotificationTemplate',
      resolve: (context, key) => {
        const id = idOf(key);
        return id === null ? null : context.load(templateById, id);
      },
    },
    { type: 'Customer', resolve: (_context, key) => stubOf(key) },
    { type: 'User', resolve: (_context, key) => stubOf(key) },
  ],
  events: eventsOf('notification'),
  handlers: [followUsers, followMemberships, writeLettersOnEvent, writeLettersOnOutage],
  jobs: [
    { name: deliveryJob, everyMs: 1_000, run: deliverLetters },
    { name: 'forget-messages', everyMs: 600_000, run: forgetMessages },
  ],
  prepare: prepareTemplates,
});
