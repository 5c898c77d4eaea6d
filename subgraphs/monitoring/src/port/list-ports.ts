import { connection, type PageArgs, pageRequest } from '@lastmile/subgraph/graphql/page';
import type { MonitoringContext } from '../monitoring.ts';
import { portCount, portPage } from '../node/node-page.loader.ts';
import type { PortStatus } from './port.ts';

const portOrder = 'ports';

/** A page of a node's ports by name. Throws PAGE_TOO_LARGE, BAD_CURSOR. */
export async function listPorts(
  context: MonitoringContext,
  nodeId: string,
  status: PortStatus | null,
  args: PageArgs,
) {
  const page = pageRequest(args, portOrder, 2);
  const key = { nodeId, status, after: page.after, limit: page.limit };
  const rows = await context.load(portPage, key);
  return connection(
    page,
    rows,
    portOrder,
    ({ name, id }) => [name, id],
    () => context.load(portCount, key),
  );
}
