import type { EventDefinition } from '@lastmile/messaging/define-event';
import type { EventEnvelope } from '@lastmile/messaging/envelope';
import { userRegistered } from '@lastmile/messaging/events/auth/user';
import {
  invoiceCancelled,
  invoiceCreated,
  invoiceOverdue,
  invoicePaid,
} from '@lastmile/messaging/events/billing/invoice';
import { paymentFailed, paymentSucceeded } from '@lastmile/messaging/events/billing/payment';
import {
  applicationActivated,
  applicationApproved,
  applicationRejected,
  applicationScheduled,
  applicationSubmitted,
} from '@lastmile/messaging/events/customer/application';
import { contractSigned, contractTerminated } from '@lastmile/messaging/events/customer/customer';
import { lineImpactRevised } from '@lastmile/messaging/events/monitoring/outage';

/**
 * Something that a letter can be written about. Mostly an event of its own; an outage's events are boiled down to two
 * occasions per customer. What notification says itself is never one, so that no letter leads to a letter.
 */
export interface Occasion {
  /** The event's type, or what it was boiled down to. Templates name it. */
  readonly name: string;
  readonly event: EventDefinition;
  readonly about: string;
  /** Who it is told to: those who act for the event's customer (by role), or the event's user. */
  readonly audience: 'CUSTOMER' | 'USER';
}

const customerEvents = [
  invoiceCreated,
  invoicePaid,
  invoiceOverdue,
  invoiceCancelled,
  paymentSucceeded,
  paymentFailed,
  applicationSubmitted,
  applicationApproved,
  applicationRejected,
  applicationScheduled,
  applicationActivated,
  contractSigned,
  contractTerminated,
] as const;

export const outageBegan = 'monitoring.line_impact.opened';
export const outageEnded = 'monitoring.line_impact.restored';

const ofEvent = (event: EventDefinition, audience: Occasion['audience']): Occasion => ({
  name: event.type,
  event,
  about: event.about,
  audience,
});

/** A new one that is an event of its own is one line above; the handler that hears it is on-event.ts. */
export const occasions: readonly Occasion[] = [
  ...customerEvents.map((event) => ofEvent(event as EventDefinition, 'CUSTOMER')),
  ofEvent(userRegistered as EventDefinition, 'USER'),
  {
    name: outageBegan,
    event: lineImpactRevised as EventDefinition,
    about: 'An outage began to touch a customer; once per outage, however many lines it touches.',
    audience: 'CUSTOMER',
  },
  {
    name: outageEnded,
    event: lineImpactRevised as EventDefinition,
    about: 'All lines of a customer that an outage touched work again; once per outage.',
    audience: 'CUSTOMER',
  },
];

/** What on-event.ts hears. */
export const plainEvents = [...customerEvents, userRegistered] as const;

export function occasionNamed(name: string): Occasion | undefined {
  return occasions.find((occasion) => occasion.name === name);
}

/** Of the event's user or customer; undefined where a faulty event names neither. */
export function subjectOf({ audience }: Occasion, event: EventEnvelope): string | undefined {
  const data = event.data as { customerId?: string; userId?: string };
  return audience === 'USER' ? (data.userId ?? event.userid) : (data.customerId ?? event.customerid);
}
