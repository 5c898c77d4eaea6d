import type { Keyset } from '@lastmile/subgraph/graphql/page';
import { defineLoader, grouped } from '@lastmile/subgraph/loader';
import type { Monitoring } from '../monitoring.ts';
import { portColumns } from '../port/port.store.ts';
import type { PortRow, PortStatus } from '../port/port.ts';
import { nodeColumns } from './node.store.ts';
import type { NodeKind, NodeRow, NodeStatus } from './node.ts';

export interface NodePageKey {
  /** See visible-scopes.ts. */
  readonly scopes: string | null;
  readonly kind: NodeKind | null;
  readonly status: NodeStatus | null;
  readonly regionId: string | null;
  readonly parentId: string | null;
  readonly rootsOnly: boolean;
  readonly after: Keyset | null;
  readonly limit: number;
}

const nodeKey = `at int, scopes jsonb, kind text, status text, "regionId" uuid, "parentId" uuid, "rootsOnly" boolean,
  "afterName" text, "afterId" uuid, "limit" int`;
const nodeConditions = `(k.kind is null or n.kind = k.kind)
  and (case when k.status is null then n.retired_at is null else n.status = k.status end)
  and (k."regionId" is null or n.region_id = k."regionId") and (k."parentId" is null or n.parent_id = k."parentId")
  and (not k."rootsOnly" or n.parent_id is null)
  and (k.scopes is null or exists (
    select from jsonb_to_recordset(k.scopes) as g(entities text[], regions text[])
    where (g.entities is null or n.legal_entity_id::text = any(g.entities))
      and (g.regions is null or n.region_id::text = any(g.regions))))`;

const asRecords = (keys: readonly NodePageKey[]) =>
  JSON.stringify(
    keys.map(({ scopes, after, ...key }, at) => ({
      ...key,
      at,
      scopes: scopes === null ? null : JSON.parse(scopes),
      afterName: after?.[0] ?? null,
      afterId: after?.[1] ?? null,
    })),
  );

/** Pages of nodes by name, for many lists in one statement. */
export const nodePage = defineLoader<Monitoring, NodePageKey, NodeRow[]>({
  name: 'nodePage',
  batchSizeMax: 100,
  fetch: async (database, keys) => {
    const find = database.statement<NodeRow & { at: number }>(
      'monitoring-node-page',
      `select k.at, n.* from jsonb_to_recordset($1::jsonb) as k(${nodeKey}) cross join lateral (
         select ${nodeColumns} from network_node n
         where (k."afterId" is null or (n.name, n.id) > (k."afterName", k."afterId")) and ${nodeConditions}
         order by n.name, n.id limit k."limit") n order by k.at, n.name, n.id`,
    );
    const rows = await find([asRecords(keys)]);
    return grouped([...keys.keys()], rows, ({ at }) => at);
  },
});

export const nodeCount = defineLoader<Monitoring, NodePageKey, number>({
  name: 'nodeCount',
  batchSizeMax: 100,
  fetch: async (database, keys) => {
    const count = database.statement<{ count: number }>(
      'monitoring-node-count',
      `select (select count(*) from (select from network_node n where ${nodeConditions} limit 10001) c)::int as count
       from jsonb_to_recordset($1::jsonb) as k(${nodeKey}) order by k.at`,
    );
    return (await count([asRecords(keys)])).map(({ count: found }) => found);
  },
});

export interface PortPageKey {
  readonly nodeId: string;
  readonly status: PortStatus | null;
  readonly after: Keyset | null;
  readonly limit: number;
}

const portKey = `at int, "nodeId" uuid, status text, "afterName" text, "afterId" uuid, "limit" int`;

export const portPage = defineLoader<Monitoring, PortPageKey, PortRow[]>({
  name: 'portPage',
  batchSizeMax: 100,
  fetch: async (database, keys) => {
    const find = database.statement<PortRow & { at: number }>(
      'monitoring-port-page',
      `select k.at, p.* from jsonb_to_recordset($1::jsonb) as k(${portKey}) cross join lateral (
         select ${portColumns} from port p join network_node n on n.id = p.node_id
         where p.node_id = k."nodeId" and (k.status is null or p.status = k.status)
           and (k."afterId" is null or (p.name, p.id) > (k."afterName", k."afterId"))
         order by p.name, p.id limit k."limit") p order by k.at, p.name, p.id`,
    );
    const records = keys.map(({ after, ...key }, at) => ({
      ...key,
      at,
      afterName: after?.[0] ?? null,
      afterId: after?.[1] ?? null,
    }));
    return grouped([...keys.keys()], await find([JSON.stringify(records)]), ({ at }) => at);
  },
});

export const portCount = defineLoader<Monitoring, PortPageKey, number>({
  name: 'portCount',
  fetch: async (database, keys) => {
    const count = database.statement<{ count: number }>(
      'monitoring-port-count',
      `select (select count(*) from port p where p.node_id = k."nodeId" and (k.status is null or p.status = k.status))::int
         as count
       from jsonb_to_recordset($1::jsonb) as k(at int, "nodeId" uuid, status text) order by k.at`,
    );
    const records = keys.map(({ nodeId, status }, at) => ({ at, nodeId, status }));
    return (await count([JSON.stringify(records)])).map(({ count: found }) => found);
  },
});
