import type { CalendarDate } from '@lastmile/kernel/calendar';
import { newId } from '@lastmile/kernel/id';
import type { CustomerWork } from '../customer-domain.ts';
import { listUnder } from '../sql/list-under.ts';
import { lockOwned } from '../sql/lock-owned.ts';
import { rowsByKey } from '../sql/rows-by-key.ts';
import { selectColumns } from '../sql/select-columns.ts';
import { type ContractStatus, formatContractNumber } from './contract.ts';

export interface ContractRow {
  readonly id: string;
  readonly customerId: string;
  readonly regionId: string;
  readonly legalEntityId: string;
  readonly number: string;
  readonly applicationId: string | null;
  readonly status: ContractStatus;
  readonly draftedAt: Date;
  readonly signedOn: CalendarDate | null;
  readonly activatedOn: CalendarDate | null;
  readonly terminatedOn: CalendarDate | null;
  readonly terminationReason: string | null;
}

const columns = selectColumns<ContractRow>({
  id: 'k.id',
  customerId: 'k.customer_id',
  regionId: 'k.region_id',
  legalEntityId: 'k.legal_entity_id',
  number: 'k.number',
  applicationId: 'k.application_id',
  status: 'k.status',
  draftedAt: 'k.drafted_at',
  signedOn: 'k.signed_on',
  activatedOn: 'k.activated_on',
  terminatedOn: 'k.terminated_on',
  terminationReason: 'k.termination_reason',
});

export const contractById = rowsByKey<ContractRow>({
  name: 'contract_by_id',
  sql: `select ${columns} from contracts k where k.id = any($1::uuid[])`,
  keyOf: ({ id }) => id,
});

/** The living contract of an application, for showing. */
export const contractByApplication = rowsByKey<ContractRow>({
  name: 'contract_by_application',
  sql: `select ${columns} from contracts k where k.application_id = any($1::uuid[]) and k.status <> 'TERMINATED'`,
  keyOf: ({ applicationId }) => applicationId ?? '',
});

export const contractsOfCustomer = listUnder<ContractRow>({
  name: 'contracts_of_customer',
  columns,
  from: 'contracts k',
  parent: 'k.customer_id',
  id: 'k.id',
});

export const lockContract = (work: CustomerWork, id: string) =>
  lockOwned<ContractRow>(work, { name: 'contracts', alias: 'k', columns }, id);

/** Under the customer's lock. */
export async function livingContractOf(
  work: CustomerWork,
  applicationId: string,
): Promise<ContractRow | null> {
  const [row] = await work.query<ContractRow>(
    `select ${columns} from contracts k where k.application_id = $1 and k.status <> 'TERMINATED' for no key update of k`,
    [applicationId],
  );
  return row ?? null;
}

/** Under the customer's lock. */
export function livingContractsOf(work: CustomerWork, customerId: string): Promise<ContractRow[]> {
  return work.query<ContractRow>(
    `select ${columns} from contracts k where k.customer_id = $1 and k.status <> 'TERMINATED'
      order by k.id for no key update of k`,
    [customerId],
  );
}

type NewContract = Pick<ContractRow, 'customerId' | 'regionId' | 'legalEntityId' | 'applicationId'>;

export async function insertContract(
  work: CustomerWork,
  contract: NewContract,
  today: CalendarDate,
): Promise<ContractRow> {
  const [next] = await work.query<{ ordinal: bigint }>(`select nextval('contract_numbers') as ordinal`);
  const data = {
    ...contract,
    id: newId(),
    number: formatContractNumber(today.slice(0, 4), next?.ordinal ?? 0n),
    status: 'DRAFT' as const,
    draftedAt: work.clock.now(),
    signedOn: null,
    activatedOn: null,
    terminatedOn: null,
    terminationReason: null,
  };
  await work.prisma.contract.create({ data });
  return data;
}

type Changes = Partial<
  Pick<ContractRow, 'status' | 'signedOn' | 'activatedOn' | 'terminatedOn' | 'terminationReason'>
>;

export async function changeContract(
  work: CustomerWork,
  contract: ContractRow,
  changes: Changes & { readonly signedByUserId?: string | null },
): Promise<ContractRow> {
  const { signedOn, activatedOn, terminatedOn, ...plain } = changes;
  const data = {
    ...plain,
    ...(signedOn && { signedOn: prismaDate(signedOn) }),
    ...(activatedOn && { activatedOn: prismaDate(activatedOn) }),
    ...(terminatedOn && { terminatedOn: prismaDate(terminatedOn) }),
  };
  await work.prisma.contract.update({ where: { id: contract.id }, data });
  const { signedByUserId: _signer, ...told } = changes;
  return { ...contract, ...told };
}

/** Prisma takes a day as midnight UTC. */
const prismaDate = (day: CalendarDate) => new Date(`${day}T00:00:00Z`);
