import { customersWith } from '@lastmile/kernel/actor';
import { idFilter } from '@lastmile/subgraph/access/visible-scopes';
import { connection, type PageArgs, pageRequest } from '@lastmile/subgraph/graphql/page';
import type { MonitoringContext } from '../monitoring.ts';
import { ownershipOf } from '../node/node.ts';
import type { OutageRow } from '../outage/outage.ts';
import { impactCount, impactPage } from './impact.loader.ts';

const impactOrder = 'impact';

/**
 * The lines that an outage touches. Who holds `node:read` where it is sees all; everybody else the lines of customers
 * of theirs, whatever they ask for. Throws PAGE_TOO_LARGE, BAD_CURSOR.
 */
export async function listImpact(
  context: MonitoringContext,
  outage: OutageRow,
  customerId: string | null,
  args: PageArgs,
) {
  const page = pageRequest(args, impactOrder, 1);
  const wanted = idFilter(customerId);
  const customerIds = context.may('node:read', ownershipOf(outage))
    ? wanted && [wanted]
    : customersWith(context.actor, 'outage:read').filter((id) => wanted === null || id === wanted);
  const key = {
    outageId: outage.id,
    customerIds: customerIds || null,
    after: page.after,
    limit: page.limit,
  };
  const rows = await context.load(impactPage, key);
  return connection(
    page,
    rows,
    impactOrder,
    ({ lineId }) => [lineId],
    () => context.load(impactCount, key),
  );
}
