import { isId } from '@lastmile/kernel/id';
import type { Keyset } from '@lastmile/subgraph/graphql/page';
import { defineLoader, grouped, inOrder } from '@lastmile/subgraph/loader';
import type { Monitoring } from '../monitoring.ts';
import { outageColumns } from './outage.store.ts';
import type { OutageRow, OutageStatus } from './outage.ts';

export const outageById = defineLoader<Monitoring, string, OutageRow | null>({
  name: 'outageById',
  fetch: async (database, ids) => {
    const find = database.statement<OutageRow>(
      'monitoring-outages',
      `select ${outageColumns} from outage o where o.id = any($1::uuid[])`,
    );
    return inOrder(ids, await find([ids.filter(isId)]), ({ id }) => id);
  },
});

/** Which of some customers an outage touches: the first of them, or null. */
export const touchedCustomer = defineLoader<
  Monitoring,
  { readonly outageId: string; readonly customerIds: readonly string[] },
  string | null
>({
  name: 'touchedCustomer',
  fetch: async (database, keys) => {
    const find = database.statement<{ customerId: string | null }>(
      'monitoring-touched-customer',
      `select (select i.customer_id from line_impact i where i.outage_id = k."outageId" and not i.retracted
           and i.customer_id = any(k."customerIds") order by i.customer_id limit 1) as "customerId"
       from jsonb_to_recordset($1::jsonb) as k(at int, "outageId" uuid, "customerIds" uuid[]) order by k.at`,
    );
    const records = keys.map((key, at) => ({ at, ...key }));
    return (await find([JSON.stringify(records)])).map(({ customerId }) => customerId);
  },
});

export interface OutagePageKey {
  /** See visible-scopes.ts; null for everywhere. */
  readonly scopes: string | null;
  readonly status: OutageStatus | null;
  readonly nodeId: string | null;
  readonly regionId: string | null;
  /** Only those that touch one of its lines. */
  readonly customerId: string | null;
  readonly after: Keyset | null;
  readonly limit: number;
}

const outageKey = `at int, scopes jsonb, status text, "nodeId" uuid, "regionId" uuid, "customerId" uuid,
  "afterStart" timestamptz, "afterId" uuid, "limit" int`;
const outageConditions = `(k.status is null or o.status = k.status) and (k."nodeId" is null or o.node_id = k."nodeId")
  and (k."regionId" is null or o.region_id = k."regionId")
  and (k."customerId" is null or o.id in (
    select i.outage_id from line_impact i where i.customer_id = k."customerId" and not i.retracted))
  and (k.scopes is null or exists (
    select from jsonb_to_recordset(k.scopes) as g(entities text[], regions text[])
    where (g.entities is null or o.legal_entity_id::text = any(g.entities))
      and (g.regions is null or o.region_id::text = any(g.regions))))`;

const asRecords = (keys: readonly OutagePageKey[]) =>
  JSON.stringify(
    keys.map(({ scopes, after, ...key }, at) => ({
      ...key,
      at,
      scopes: scopes === null ? null : JSON.parse(scopes),
      afterStart: after?.[0] ?? null,
      afterId: after?.[1] ?? null,
    })),
  );

/** Pages of outages, the latest first, for many lists in one statement. */
export const outagePage = defineLoader<Monitoring, OutagePageKey, OutageRow[]>({
  name: 'outagePage',
  batchSizeMax: 100,
  fetch: async (database, keys) => {
    const find = database.statement<OutageRow & { at: number }>(
      'monitoring-outage-page',
      `select k.at, o.* from jsonb_to_recordset($1::jsonb) as k(${outageKey}) cross join lateral (
         select ${outageColumns} from outage o
         where (k."afterId" is null or (o.started_at, o.id) < (k."afterStart", k."afterId")) and ${outageConditions}
         order by o.started_at desc, o.id desc limit k."limit") o order by k.at, o."startedAt" desc, o.id desc`,
    );
    const rows = grouped([...keys.keys()], await find([asRecords(keys)]), ({ at }) => at);
    return rows.map((list, at) => {
      const viaCustomerId = keys[at]?.customerId;
      return viaCustomerId ? list.map((row) => ({ ...row, viaCustomerId })) : list;
    });
  },
});

export const outageCount = defineLoader<Monitoring, OutagePageKey, number>({
  name: 'outageCount',
  batchSizeMax: 100,
  fetch: async (database, keys) => {
    const count = database.statement<{ count: number }>(
      'monitoring-outage-count',
      `select (select count(*) from (select from outage o where ${outageConditions} limit 10001) c)::int as count
       from jsonb_to_recordset($1::jsonb) as k(${outageKey}) order by k.at`,
    );
    return (await count([asRecords(keys)])).map(({ count: found }) => found);
  },
});
