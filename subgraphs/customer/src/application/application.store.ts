import { newId } from '@lastmile/kernel/id';
import type { CustomerWork } from '../customer-domain.ts';
import { listUnder } from '../sql/list-under.ts';
import { lockOwned } from '../sql/lock-owned.ts';
import { rowsByKey } from '../sql/rows-by-key.ts';
import { selectColumns } from '../sql/select-columns.ts';
import type { ApplicationStatus, RejectionReason } from './application.ts';

export interface ApplicationRow {
  readonly id: string;
  readonly customerId: string;
  readonly regionId: string;
  readonly legalEntityId: string;
  readonly addressId: string;
  readonly tariffId: string;
  readonly status: ApplicationStatus;
  readonly submittedAt: Date;
  readonly approvedAt: Date | null;
  readonly visitStartsAt: Date | null;
  readonly visitEndsAt: Date | null;
  readonly installedAt: Date | null;
  readonly activatedAt: Date | null;
  /** When it was rejected or withdrawn. */
  readonly closedAt: Date | null;
  readonly rejectionReason: RejectionReason | null;
  readonly rejectionNote: string | null;
  readonly tariffVersionId: string | null;
  readonly subscriptionId: string | null;
  readonly billingRefusal: string | null;
}

export const applicationColumns = selectColumns<ApplicationRow>({
  id: 'p.id',
  customerId: 'p.customer_id',
  regionId: 'p.region_id',
  legalEntityId: 'p.legal_entity_id',
  addressId: 'p.address_id',
  tariffId: 'p.tariff_id',
  status: 'p.status',
  submittedAt: 'p.submitted_at',
  approvedAt: 'p.approved_at',
  visitStartsAt: 'p.visit_starts_at',
  visitEndsAt: 'p.visit_ends_at',
  installedAt: 'p.installed_at',
  activatedAt: 'p.activated_at',
  closedAt: 'p.closed_at',
  rejectionReason: 'p.rejection_reason',
  rejectionNote: 'p.rejection_note',
  tariffVersionId: 'p.tariff_version_id',
  subscriptionId: 'p.subscription_id',
  billingRefusal: 'p.billing_refusal',
});

export const applicationById = rowsByKey<ApplicationRow>({
  name: 'application_by_id',
  sql: `select ${applicationColumns} from connection_applications p where p.id = any($1::uuid[])`,
  keyOf: ({ id }) => id,
});

export const applicationsOfCustomer = listUnder<ApplicationRow>({
  name: 'applications_of_customer',
  columns: applicationColumns,
  from: 'connection_applications p',
  parent: 'p.customer_id',
  id: 'p.id',
});

export const lockApplication = (work: CustomerWork, id: string) =>
  lockOwned<ApplicationRow>(
    work,
    { name: 'connection_applications', alias: 'p', columns: applicationColumns },
    id,
  );

const open = `p.status in ('SUBMITTED', 'APPROVED', 'SCHEDULED', 'INSTALLED')`;

/** Under the customer's lock. */
export function openApplicationsOf(work: CustomerWork, customerId: string): Promise<ApplicationRow[]> {
  return work.query<ApplicationRow>(
    `select ${applicationColumns} from connection_applications p where p.customer_id = $1 and ${open} order by p.id`,
    [customerId],
  );
}

export async function openApplicationAt(work: CustomerWork, addressId: string): Promise<string | null> {
  const [row] = await work.query<{ id: string }>(
    `select p.id from connection_applications p where p.address_id = $1 and ${open}`,
    [addressId],
  );
  return row?.id ?? null;
}

type NewApplication = Pick<
  ApplicationRow,
  'customerId' | 'regionId' | 'legalEntityId' | 'addressId' | 'tariffId' | 'tariffVersionId'
>;

export async function insertApplication(
  work: CustomerWork,
  application: NewApplication,
): Promise<ApplicationRow> {
  const data = {
    ...application,
    id: newId(),
    status: 'SUBMITTED' as const,
    submittedAt: work.clock.now(),
    approvedAt: null,
    visitStartsAt: null,
    visitEndsAt: null,
    installedAt: null,
    activatedAt: null,
    closedAt: null,
    rejectionReason: null,
    rejectionNote: null,
    subscriptionId: null,
    billingRefusal: null,
  };
  await work.prisma.connectionApplication.create({ data });
  return data;
}

export async function changeApplication(
  work: CustomerWork,
  application: ApplicationRow,
  changes: Partial<Omit<ApplicationRow, 'id'>>,
): Promise<ApplicationRow> {
  await work.prisma.connectionApplication.update({ where: { id: application.id }, data: changes });
  return { ...application, ...changes };
}
