import type { PrismaClient } from '@lastmile/database/generated/notification/client';
import type { Context, DomainTypes, Work } from '@lastmile/subgraph/context';
import type { Counter } from '@lastmile/telemetry/metrics';
import type { NotificationSettings } from './config.ts';
import type { MailGate } from './delivery/mail-gate.ts';
import type { Mailer } from './delivery/mailer.ts';

export interface NotificationServices {
  /** Hands letters to the SMTP server. */
  readonly mailer: Mailer;
  /** Whether the SMTP server is worth asking at this moment; belongs to this process. */
  readonly gate: MailGate;
  /** `lastmile_deliveries_total`, by channel and outcome of an attempt. */
  readonly deliveries: Counter<'channel' | 'outcome'>;
}

export interface Notifications extends DomainTypes {
  client: PrismaClient;
  settings: NotificationSettings;
  services: NotificationServices;
}

export type NotificationContext = Context<Notifications>;
export type NotificationWork = Work<Notifications>;

export const deliveryJob = 'render-and-deliver';
