import { newId } from '@lastmile/kernel/id';
import type { CustomerWork } from '../customer-domain.ts';
import { listUnder } from '../sql/list-under.ts';
import { lockOwned } from '../sql/lock-owned.ts';
import { rowsByKey } from '../sql/rows-by-key.ts';
import { selectColumns } from '../sql/select-columns.ts';
import type { BlockReason, LineState, LineTechnology } from './line.ts';

export interface LineRow {
  readonly id: string;
  readonly customerId: string;
  readonly regionId: string;
  readonly legalEntityId: string;
  readonly contractId: string | null;
  readonly applicationId: string | null;
  readonly addressId: string;
  readonly technology: LineTechnology;
  readonly state: LineState;
  readonly portId: string | null;
  readonly attachedAt: Date | null;
  readonly activatedAt: Date | null;
  readonly ceasedAt: Date | null;
  readonly createdAt: Date;
  readonly blocks: readonly BlockReason[];
}

const columns = selectColumns<LineRow>({
  id: 'l.id',
  customerId: 'l.customer_id',
  regionId: 'l.region_id',
  legalEntityId: 'l.legal_entity_id',
  contractId: 'l.contract_id',
  applicationId: 'l.application_id',
  addressId: 'l.address_id',
  technology: 'l.technology',
  state: 'l.state',
  portId: 'l.port_id',
  attachedAt: 'l.attached_at',
  activatedAt: 'l.activated_at',
  ceasedAt: 'l.ceased_at',
  createdAt: 'l.created_at',
  blocks: 'array(select b.reason::text from line_blocks b where b.line_id = l.id order by b.reason)',
});

export const lineById = rowsByKey<LineRow>({
  name: 'line_by_id',
  sql: `select ${columns} from access_lines l where l.id = any($1::uuid[])`,
  keyOf: ({ id }) => id,
});

/** The living line of an application, for showing. */
export const lineByApplication = rowsByKey<LineRow>({
  name: 'line_by_application',
  sql: `select ${columns} from access_lines l where l.application_id = any($1::uuid[]) and l.state <> 'CEASED'`,
  keyOf: ({ applicationId }) => applicationId ?? '',
});

export const linesOfCustomer = listUnder<LineRow>({
  name: 'lines_of_customer',
  columns,
  from: 'access_lines l',
  parent: 'l.customer_id',
  id: 'l.id',
});

export const lockLine = (work: CustomerWork, id: string) =>
  lockOwned<LineRow>(work, { name: 'access_lines', alias: 'l', columns }, id);

/** Lines that are not ceased, locked, under the customer's lock. */
function livingLines(work: CustomerWork, column: string, id: string): Promise<LineRow[]> {
  return work.query<LineRow>(
    `select ${columns} from access_lines l where l.${column} = $1 and l.state <> 'CEASED'
      order by l.id for no key update of l`,
    [id],
  );
}

export const livingLinesOf = (work: CustomerWork, customerId: string) =>
  livingLines(work, 'customer_id', customerId);

export const livingLinesUnder = (work: CustomerWork, contractId: string) =>
  livingLines(work, 'contract_id', contractId);

export async function livingLineFor(work: CustomerWork, applicationId: string): Promise<LineRow | null> {
  return (await livingLines(work, 'application_id', applicationId))[0] ?? null;
}

type NewLine = Pick<
  LineRow,
  'customerId' | 'regionId' | 'legalEntityId' | 'contractId' | 'applicationId' | 'addressId' | 'technology'
>;

export async function insertLine(work: CustomerWork, line: NewLine): Promise<LineRow> {
  const data = {
    ...line,
    id: newId(),
    state: 'PLANNED' as const,
    portId: null,
    attachedAt: null,
    activatedAt: null,
    ceasedAt: null,
    createdAt: work.clock.now(),
  };
  await work.prisma.accessLine.create({ data });
  return { ...data, blocks: [] };
}

export async function changeLine(
  work: CustomerWork,
  line: LineRow,
  changes: Partial<Pick<LineRow, 'state' | 'portId' | 'attachedAt' | 'activatedAt' | 'ceasedAt'>>,
): Promise<LineRow> {
  await work.prisma.accessLine.update({ where: { id: line.id }, data: changes });
  return { ...line, ...changes };
}

/** The line with the reason among its blocks. */
export async function insertBlock(
  work: CustomerWork,
  line: LineRow,
  reason: BlockReason,
  setBy: string,
): Promise<LineRow> {
  const { id: lineId, customerId } = line;
  await work.prisma.lineBlock.create({
    data: { lineId, customerId, reason, setBy, since: work.clock.now() },
  });
  return { ...line, blocks: [...line.blocks, reason] };
}

/** The line without the reason among its blocks. */
export async function deleteBlock(work: CustomerWork, line: LineRow, reason: BlockReason): Promise<LineRow> {
  await work.prisma.lineBlock.delete({ where: { lineId_reason: { lineId: line.id, reason } } });
  return { ...line, blocks: line.blocks.filter((block) => block !== reason) };
}
