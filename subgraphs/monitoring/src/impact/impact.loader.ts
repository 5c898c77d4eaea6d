import type { Keyset } from '@lastmile/subgraph/graphql/page';
import { defineLoader, grouped } from '@lastmile/subgraph/loader';
import type { Monitoring } from '../monitoring.ts';
import type { LineImpactRow } from './impact.type.ts';

export interface ImpactPageKey {
  readonly outageId: string;
  /** Null for the lines of everybody (staff). */
  readonly customerIds: readonly string[] | null;
  readonly after: Keyset | null;
  readonly limit: number;
}

const impactKey = `at int, "outageId" uuid, "customerIds" uuid[], "afterId" uuid, "limit" int`;
const impactConditions = `i.outage_id = k."outageId" and not i.retracted
  and (k."customerIds" is null or i.customer_id = any(k."customerIds"))`;

const asRecords = (keys: readonly ImpactPageKey[]) =>
  JSON.stringify(keys.map(({ after, ...key }, at) => ({ ...key, at, afterId: after?.[0] ?? null })));

/** Pages of lines that outages touch, by line. */
export const impactPage = defineLoader<Monitoring, ImpactPageKey, LineImpactRow[]>({
  name: 'impactPage',
  batchSizeMax: 100,
  fetch: async (database, keys) => {
    const find = database.statement<LineImpactRow & { at: number }>(
      'monitoring-impact-page',
      `select k.at, i.* from jsonb_to_recordset($1::jsonb) as k(${impactKey}) cross join lateral (
         select i.line_id as "lineId", i.customer_id as "customerId", i.region_id as "regionId", i.from_at as "from",
           i.to_at as "to"
         from line_impact i where ${impactConditions} and (k."afterId" is null or i.line_id > k."afterId")
         order by i.line_id limit k."limit") i order by k.at, i."lineId"`,
    );
    return grouped([...keys.keys()], await find([asRecords(keys)]), ({ at }) => at);
  },
});

export const impactCount = defineLoader<Monitoring, ImpactPageKey, number>({
  name: 'impactCount',
  batchSizeMax: 100,
  fetch: async (database, keys) => {
    const count = database.statement<{ count: number }>(
      'monitoring-impact-count',
      `select (select count(*) from (select from line_impact i where ${impactConditions} limit 10001) c)::int as count
       from jsonb_to_recordset($1::jsonb) as k(${impactKey}) order by k.at`,
    );
    return (await count([asRecords(keys)])).map(({ count: found }) => found);
  },
});
