import { isRelated } from '@lastmile/kernel/actor';
import { isId } from '@lastmile/kernel/id';
import type { Permission } from '@lastmile/kernel/permission';
import { notFound } from '@lastmile/kernel/refusal';
import type { EventDefinition } from '@lastmile/messaging/define-event';
import type { EventEnvelope } from '@lastmile/messaging/envelope';
import type { LiveRequest } from '@lastmile/messaging/live-updates';
import { type LivePayload, livePayloads } from '@lastmile/subgraph/graphql/live';
import { mapStream } from '@lastmile/subgraph/graphql/map-stream';
import { permitted, staffEntities } from '../access/permitted.ts';
import { findAccount } from '../account/account.store.ts';
import type { BillingContext } from '../billing.ts';

export interface SubjectArgs {
  readonly customerId?: string | null;
  readonly accountId?: string | null;
  readonly after?: string | null;
}

interface Followed<Row> {
  readonly on: readonly EventDefinition[];
  readonly permission: Permission;
  /** Read anew for each event; the field that it enters through checks whose it is. */
  readonly entityOf: (event: EventEnvelope) => Promise<Row | null>;
}

/**
 * What happens to the objects of a customer or an account; without either, everywhere, which is for staff. Throws
 * NOT_FOUND for a subject that is unknown or foreign, FORBIDDEN where the permission is lacking.
 */
export async function followSubject<Row>(
  context: BillingContext,
  args: SubjectArgs,
  followed: Followed<Row>,
): Promise<AsyncGenerator<LivePayload<Row>, void, void>> {
  const subject = await subjectOf(context, args, followed.permission);
  const request: LiveRequest = {
    on: followed.on,
    after: args.after ?? null,
    ...(subject ? { subject } : {}),
  };
  return livePayloads(context.live, request, changeOf, followed.entityOf);
}

async function subjectOf(
  context: BillingContext,
  { customerId, accountId }: SubjectArgs,
  permission: Permission,
): Promise<LiveRequest['subject']> {
  if (accountId) {
    const account = permitted(
      context,
      permission,
      await findAccount(context.database.query, accountId),
      'billing account',
    );
    if (customerId && customerId !== account.customerId) throw notFound('billing account');
    return { name: 'accountid', id: account.id };
  }
  if (customerId) {
    if (!isId(customerId) || !isRelated(context.actor, { customerId })) throw notFound('customer');
    context.assertMay(permission, { customerId });
    return { name: 'customerid', id: customerId };
  }
  staffEntities(context, permission);
  return undefined;
}

/** Updates with their entity under the name that the subscription gives it, and what the event itself said of it. */
export function withEntity<Row, const Name extends string>(
  payloads: AsyncGenerator<LivePayload<Row>, void, void>,
  name: Name,
  summaryOf: (data: never) => object,
): AsyncGenerator<Omit<LivePayload<Row>, 'entity' | 'event'>, void, void> {
  return mapStream(payloads, ({ cursor, change, occurredAt, entity, event }) => ({
    cursor,
    change,
    occurredAt,
    [name]: entity,
    summary: event && summaryOf(event.data as never),
  }));
}

/** `billing.invoice.created` is CREATED. */
export const changeOf = (event: EventEnvelope) => (event.type.split('.')[2] ?? event.type).toUpperCase();
