import { isId } from '@lastmile/kernel/id';
import { badInput } from '@lastmile/kernel/refusal';
import { lineActivated, lineAttached } from '@lastmile/messaging/events/customer/line';
import type { CustomerWork } from '../customer-domain.ts';
import { lineIds, lineState } from '../line/line.event.ts';
import type { LineRow } from '../line/line.store.ts';
import type { ImportedLine } from './imported-rows.ts';
import { checkRows, insertRows, known, rowsOf } from './insert-rows.ts';

type Port = NonNullable<ImportedLine['port']>;
interface Checked {
  readonly line: LineRow;
  readonly port: Port | null;
}
interface OwnedPlace {
  readonly id: string;
  readonly customerId: string;
  readonly regionId: string;
  readonly legalEntityId: string;
}

const place = (table: string) =>
  `select id, customer_id as "customerId", region_id as "regionId", legal_entity_id as "legalEntityId"
    from ${table} where id = any($1::uuid[])`;

export async function importLines(
  work: CustomerWork,
  given: readonly ImportedLine[],
  bulkid: string,
): Promise<void> {
  const addressIds = given.map(({ addressId }) => addressId);
  const contractIds = given.flatMap(({ contractId }) => contractId ?? []);
  const addresses = await rowsOf<OwnedPlace>(work, place('connection_addresses'), addressIds);
  const contracts = await rowsOf<OwnedPlace>(work, place('contracts'), contractIds);
  const rows = checkRows('lines', given, (row) => checkedLine(work, row, addresses, contracts));
  const made = await insertRows(
    work,
    'access_lines',
    'lines',
    columns,
    rows.map(({ line }) => toColumns(line)),
  );
  const fresh = rows.filter(({ line }) => made.has(line.id));
  await holdPorts(work, fresh);
  tell(work, fresh, bulkid);
}

/** A port that monitoring has not told of yet is kept until it does. */
async function holdPorts(work: CustomerWork, fresh: readonly Checked[]): Promise<void> {
  const held = fresh.filter(({ port }) => port !== null);
  await work.query(
    `insert into network_ports (port_id, node_id, region_id, status, ours)
      select p.port_id, p.node_id, p.region_id, 'USED', true
      from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as p(port_id, node_id, region_id) order by p.port_id
      on conflict (port_id) do update set ours = true`,
    [
      held.map(({ port }) => port?.id),
      held.map(({ port }) => port?.nodeId),
      held.map(({ line }) => line.regionId),
    ],
  );
}

function tell(work: CustomerWork, fresh: readonly Checked[], bulkid: string): void {
  const told = ({ line }: Checked) => ({ key: line.id, subject: line.id, ids: lineIds(line), bulkid });
  work.emitMany(
    lineAttached,
    fresh.flatMap((row) => {
      const { line, port } = row;
      if (!port) return [];
      const more = { portId: port.id, nodeId: port.nodeId, attachedAt: port.attachedAt.toISOString() };
      const data = { ...lineState({ ...line, state: 'PLANNED' }), ...more };
      return [{ ...told(row), time: port.attachedAt, data }];
    }),
  );
  work.emitMany(
    lineActivated,
    fresh.flatMap((row) => {
      const { activatedAt } = row.line;
      if (!activatedAt) return [];
      const data = { ...lineState(row.line), activatedAt: activatedAt.toISOString() };
      return [{ ...told(row), time: activatedAt, data }];
    }),
  );
}

function checkedLine(
  work: CustomerWork,
  given: ImportedLine,
  addresses: ReadonlyMap<string, OwnedPlace>,
  contracts: ReadonlyMap<string, OwnedPlace>,
): Checked {
  const address = known(addresses, given.addressId, 'addressId');
  const contract = given.contractId ? known(contracts, given.contractId, 'contractId') : null;
  for (const [field, owned] of Object.entries({ addressId: address, contractId: contract })) {
    if (owned && owned.customerId !== given.customerId) throw badInput(field, 'this is of another customer');
  }
  const port = given.port ?? null;
  if (port && !(isId(port.id) && isId(port.nodeId)))
    throw badInput('port', 'port and node are named by UUIDs');
  const line: LineRow = {
    id: given.id,
    customerId: given.customerId,
    regionId: address.regionId,
    legalEntityId: address.legalEntityId,
    contractId: contract?.id ?? null,
    applicationId: null,
    addressId: address.id,
    technology: given.technology,
    state: given.activatedAt ? 'ACTIVE' : 'PLANNED',
    portId: port?.id ?? null,
    attachedAt: port?.attachedAt ?? null,
    activatedAt: given.activatedAt ?? null,
    ceasedAt: null,
    createdAt: given.activatedAt ?? work.clock.now(),
    blocks: [],
  };
  return { line, port };
}

const columns = {
  id: 'uuid',
  customer_id: 'uuid',
  region_id: 'uuid',
  legal_entity_id: 'uuid',
  contract_id: 'uuid',
  address_id: 'uuid',
  technology: 'line_technology',
  state: 'line_state',
  port_id: 'uuid',
  attached_at: 'timestamptz',
  activated_at: 'timestamptz',
  created_at: 'timestamptz',
} as const;

const toColumns = (row: LineRow) => ({
  id: row.id,
  customer_id: row.customerId,
  region_id: row.regionId,
  legal_entity_id: row.legalEntityId,
  contract_id: row.contractId,
  address_id: row.addressId,
  technology: row.technology,
  state: row.state,
  port_id: row.portId,
  attached_at: row.attachedAt,
  activated_at: row.activatedAt,
  created_at: row.createdAt,
});
