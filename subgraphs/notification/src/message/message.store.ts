import type { Query } from '@lastmile/database/database';
import { isId } from '@lastmile/kernel/id';
import type { Keyset } from '@lastmile/subgraph/graphql/page';
import { defineLoader, grouped, inOrder } from '@lastmile/subgraph/loader';
import type { Notifications, NotificationWork } from '../notification.ts';
import type { NotificationRow, NotificationState } from './message.ts';

const columns = `n.id, n.user_id as "userId", n.customer_id as "customerId", n.legal_entity_id as "legalEntityId",
  n.region_id as "regionId", n.channel, n.name, n.occasion, n.event_id as "eventId", n.event_type as "eventType",
  n.state, n.reason, n.created_at as "createdAt", n.closed_at as "closedAt", n.expires_at as "expiresAt",
  n.template_id as "templateId", n.template_version as "templateVersion", n.resend_of as "resendOf", n.subject,
  n.address, n.text_body as "textBody", coalesce(n.lease_until > now(), false) as "inWork"`;

export const notificationById = defineLoader<Notifications, string, NotificationRow | null>({
  name: 'notification-by-id',
  fetch: async (database, ids) => {
    const find = database.statement<NotificationRow>(
      'notification-by-ids',
      `select ${columns} from notification n where n.id = any($1::uuid[])`,
    );
    return inOrder(ids, await find([ids.filter(isId)]), ({ id }) => id);
  },
});

/** A list of notifications: each part that is null does not narrow it. */
export interface NotificationPageKey {
  readonly customerId: string | null;
  readonly userId: string | null;
  readonly eventId: string | null;
  readonly occasion: string | null;
  readonly state: NotificationState | null;
  /** Of staff, as JSON; null for everywhere. */
  readonly scopes: string | null;
  readonly after: Keyset | null;
  readonly limit: number;
}

const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const keyShape = `at int, "customerId" uuid, "userId" uuid, "eventId" uuid, occasion text, state text, scopes jsonb,
  "afterAt" timestamptz, "afterId" uuid, "limit" int`;
const narrowed = `(k."customerId" is null or n.customer_id = k."customerId")
  and (k."userId" is null or n.user_id = k."userId") and (k."eventId" is null or n.event_id = k."eventId")
  and (k.occasion is null or n.occasion = k.occasion) and (k.state is null or n.state = k.state)
  and (k.scopes is null or exists (
    select from jsonb_to_recordset(k.scopes) as g(entities text[], regions text[])
    where (g.entities is null or n.legal_entity_id is null or n.legal_entity_id::text = any(g.entities))
      and (g.regions is null or n.region_id is null or n.region_id::text = any(g.regions))))`;

const asRecords = (keys: readonly NotificationPageKey[]) =>
  JSON.stringify(
    keys.map(({ scopes, after, ...key }, at) => ({
      ...key,
      at,
      scopes: scopes === null ? null : JSON.parse(scopes),
      afterAt: after?.[0] ?? null,
      afterId: after?.[1] ?? null,
    })),
  );

/** What a list is found by, each with its index. */
const anchors = {
  customer: 'n.customer_id = k."customerId"',
  user: 'n.user_id = k."userId"',
  event: 'n.event_id = k."eventId"',
  state: 'n.state = k.state',
  all: 'true',
} as const;
type Anchor = keyof typeof anchors;

function anchorOf({ customerId, userId, eventId, state }: NotificationPageKey): Anchor {
  if (eventId) return 'event';
  if (customerId) return 'customer';
  if (userId) return 'user';
  return state ? 'state' : 'all';
}

/** Pages, the newest first, for many lists in one statement. */
const pageBy = (anchor: Anchor) =>
  defineLoader<Notifications, NotificationPageKey, NotificationRow[]>({
    name: `notification-page-by-${anchor}`,
    batchSizeMax: 100,
    fetch: async (database, keys) => {
      const find = database.statement<NotificationRow & { at: number }>(
        `notification-page-by-${anchor}`,
        `select k.at, p.* from jsonb_to_recordset($1::jsonb) as k(${keyShape}) cross join lateral (
           select ${columns} from notification n where ${anchors[anchor]} and ${narrowed}
             and (n.created_at, n.id) < (coalesce(k."afterAt", 'infinity'), coalesce(k."afterId", '${lastId}'))
           order by n.created_at desc, n.id desc limit k."limit") p
         order by k.at, p."createdAt" desc, p.id desc`,
      );
      return grouped([...keys.keys()], await find([asRecords(keys)]), ({ at }) => at);
    },
  });

const countBy = (anchor: Anchor) =>
  defineLoader<Notifications, NotificationPageKey, number>({
    name: `notification-count-by-${anchor}`,
    batchSizeMax: 100,
    fetch: async (database, keys) => {
      const find = database.statement<{ count: number }>(
        `notification-count-by-${anchor}`,
        `select (select count(*)::int from (
             select from notification n where ${anchors[anchor]} and ${narrowed} limit 10001) found) as count
         from jsonb_to_recordset($1::jsonb) as k(${keyShape}) order by k.at`,
      );
      return (await find([asRecords(keys)])).map(({ count }) => count);
    },
  });

const forEach = <Value>(make: (anchor: Anchor) => Value) =>
  Object.fromEntries(Object.keys(anchors).map((anchor) => [anchor, make(anchor as Anchor)])) as Record<
    Anchor,
    Value
  >;
const pages = forEach(pageBy);
const counts = forEach(countBy);

/** The loader of a list's page, and of its length. */
export const notificationPage = (key: NotificationPageKey) => pages[anchorOf(key)];
export const notificationCount = (key: NotificationPageKey) => counts[anchorOf(key)];

export interface AttemptRow {
  readonly notificationId: string;
  readonly number: number;
  readonly outcome: string;
  readonly code: string | null;
  readonly response: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

const attemptsShownMax = 200;

/** Attempts at each of some notifications, the first first. */
export const attemptsOf = defineLoader<Notifications, string, AttemptRow[]>({
  name: 'attempts-of-notification',
  fetch: async (database, ids) => {
    const find = database.statement<AttemptRow>(
      'notification-attempts',
      `select a.* from unnest($1::uuid[]) as k(id) cross join lateral (
         select a.notification_id as "notificationId", a.number, a.outcome, a.code, a.response,
           a.started_at as "startedAt", a.ended_at as "endedAt"
         from delivery_attempt a where a.notification_id = k.id order by a.number desc limit ${attemptsShownMax}) a
       order by a.number`,
    );
    return grouped(ids, await find([ids]), ({ notificationId }) => notificationId);
  },
});

/** As it is, held until the transaction's end. */
export async function lockNotification(work: NotificationWork, id: string): Promise<NotificationRow | null> {
  const rows = await work.query<NotificationRow>(
    `select ${columns} from notification n where n.id = $1 for update`,
    [id],
  );
  return rows[0] ?? null;
}

/** The raw letter, as it goes over the wire. */
export async function sourceOf(query: Query, id: string): Promise<string | null> {
  const [row] = await query<{ message: Buffer | null }>('select message from notification where id = $1', [
    id,
  ]);
  return row?.message?.toString('utf8') ?? null;
}
