import { isId } from '@lastmile/kernel/id';
import type { Reference } from '@lastmile/subgraph/definition';
import { lineById } from './line/line.loader.ts';
import type { Monitoring, MonitoringContext } from './monitoring.ts';
import { nodeById, portById } from './node/node.loader.ts';
import { findOutage } from './outage/find-outage.ts';

/** The doors by which other subgraphs' answers come in; whose an object is is read here, not in the representation. */
export const references: readonly Reference<Monitoring>[] = [
  byId('NetworkNode', (context, id) => context.load(nodeById, id)),
  byId('Port', (context, id) => context.load(portById, id)),
  byId('Outage', findOutage),
  byId('AccessLine', (context, id) => context.load(lineById, id)),
  byId('Customer', async (_, id) => ({ id })),
];

function byId(
  type: string,
  find: (context: MonitoringContext, id: string) => Promise<object | null>,
): Reference<Monitoring> {
  return {
    type,
    resolve: (context, { id }) => (typeof id === 'string' && isId(id) ? find(context, id) : null),
  };
}
