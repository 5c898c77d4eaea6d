import type { PageArgs } from '@lastmile/subgraph/graphql/page';
import type { CustomerContext } from '../customer-domain.ts';
import { staffPage } from '../sql/staff-list.ts';
import { type ApplicationRow, applicationColumns } from './application.store.ts';
import type { ApplicationStatus } from './application.ts';

export interface ApplicationFilter {
  readonly status?: ApplicationStatus | null;
  readonly regionId?: string | null;
  /** Only those that billing has refused to bill. */
  readonly refusedByBilling?: boolean | null;
}

/** The work list of staff, the oldest first. Throws FORBIDDEN, PAGE_TOO_LARGE, BAD_CURSOR. */
export function listApplications(
  context: CustomerContext,
  args: PageArgs & { filter?: ApplicationFilter | null },
) {
  const list = {
    name: 'applications',
    columns: applicationColumns,
    from: 'connection_applications p',
    id: 'p.id',
    region: 'p.region_id',
    legalEntity: 'p.legal_entity_id',
    order: { name: 'OLDEST' },
  };
  return staffPage<ApplicationRow>(context, list, 'application:read', args, (conditions) => {
    conditions.equal('p.status', args.filter?.status);
    conditions.equalId('p.region_id', args.filter?.regionId);
    if (args.filter?.refusedByBilling)
      conditions.parts.push("p.status = 'ACTIVATED' and p.billing_refusal is not null");
  });
}
