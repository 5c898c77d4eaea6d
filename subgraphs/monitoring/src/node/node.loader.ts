import { isId } from '@lastmile/kernel/id';
import { defineLoader, grouped, inOrder } from '@lastmile/subgraph/loader';
import type { Monitoring } from '../monitoring.ts';
import { portColumns, portSource } from '../port/port.store.ts';
import type { PortRow } from '../port/port.ts';
import { type ProbeRow, probeColumns, probeSource } from '../probe/probe.store.ts';
import { nodeColumns } from './node.store.ts';
import type { NodeRow } from './node.ts';

export const nodeById = defineLoader<Monitoring, string, NodeRow | null>({
  name: 'nodeById',
  fetch: async (database, ids) => {
    const find = database.statement<NodeRow>(
      'monitoring-nodes',
      `select ${nodeColumns} from network_node n where n.id = any($1::uuid[])`,
    );
    return inOrder(ids, await find([ids.filter(isId)]), ({ id }) => id);
  },
});

export const portById = defineLoader<Monitoring, string, PortRow | null>({
  name: 'portById',
  fetch: async (database, ids) => {
    const find = database.statement<PortRow>(
      'monitoring-ports',
      `select ${portColumns} from ${portSource} where p.id = any($1::uuid[])`,
    );
    return inOrder(ids, await find([ids.filter(isId)]), ({ id }) => id);
  },
});

export const probesOfNode = defineLoader<Monitoring, string, ProbeRow[]>({
  name: 'probesOfNode',
  fetch: async (database, nodeIds) => {
    const find = database.statement<ProbeRow>(
      'monitoring-probes-of-nodes',
      `select ${probeColumns} from ${probeSource} where p.node_id = any($1::uuid[]) order by p.id`,
    );
    return grouped(nodeIds, await find([nodeIds]), ({ nodeId }) => nodeId);
  },
});

/** How many nodes in service hang below a node, at any depth. */
export const descendantCount = defineLoader<Monitoring, string, number>({
  name: 'descendantCount',
  fetch: async (database, nodeIds) => {
    const count = database.statement<{ id: string; count: number }>(
      'monitoring-descendants',
      `with recursive down as (
         select n.parent_id as origin, n.id from network_node n
           where n.parent_id = any($1::uuid[]) and n.retired_at is null
         union all
         select d.origin, n.id from down d join network_node n on n.parent_id = d.id where n.retired_at is null)
       select origin as id, count(*)::int as count from down group by origin`,
    );
    return inOrder(nodeIds, await count([nodeIds]), ({ id }) => id).map((row) => row?.count ?? 0);
  },
});
