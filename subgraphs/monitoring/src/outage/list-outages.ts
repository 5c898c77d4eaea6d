import { visibleScopes } from '@lastmile/subgraph/access/visible-scopes';
import { connection, type PageArgs, pageRequest } from '@lastmile/subgraph/graphql/page';
import type { MonitoringContext } from '../monitoring.ts';
import { type OutagePageKey, outageCount, outagePage } from './outage.loader.ts';

const outageOrder = 'outages';

type OutageSelection = Partial<Pick<OutagePageKey, 'status' | 'nodeId' | 'regionId' | 'customerId'>>;

/**
 * A page of outages, the latest first: with a customer, those that touch its lines; without one, those within the
 * actor's scopes. Throws PAGE_TOO_LARGE, BAD_CURSOR.
 */
export async function listOutages(context: MonitoringContext, args: PageArgs, selection: OutageSelection) {
  const page = pageRequest(args, outageOrder, 2);
  const key: OutagePageKey = {
    scopes: selection.customerId ? null : visibleScopes(context.actor, 'outage:read'),
    status: null,
    nodeId: null,
    regionId: null,
    customerId: null,
    ...selection,
    after: page.after,
    limit: page.limit,
  };
  const rows = await context.load(outagePage, key);
  return connection(
    page,
    rows,
    outageOrder,
    ({ startedAt, id }) => [startedAt.toISOString(), id],
    () => context.load(outageCount, key),
  );
}
