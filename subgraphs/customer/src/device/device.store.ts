import { isId, newId } from '@lastmile/kernel/id';
import type { CustomerWork } from '../customer-domain.ts';
import { listUnder } from '../sql/list-under.ts';
import { lockOwned } from '../sql/lock-owned.ts';
import { rowsByKey } from '../sql/rows-by-key.ts';
import { selectColumns } from '../sql/select-columns.ts';
import type { DeviceStatus } from './device.ts';

export interface DeviceRow {
  readonly id: string;
  readonly modelId: string;
  readonly serial: string;
  readonly mac: string;
  readonly status: DeviceStatus;
  readonly regionId: string;
  readonly customerId: string | null;
  readonly lineId: string | null;
  readonly installedAt: Date | null;
  readonly returnedAt: Date | null;
  readonly createdAt: Date;
}

export const deviceColumns = selectColumns<DeviceRow>({
  id: 'd.id',
  modelId: 'd.model_id',
  serial: 'd.serial',
  mac: 'd.mac',
  status: 'd.status',
  regionId: 'd.region_id',
  customerId: 'd.customer_id',
  lineId: 'd.line_id',
  installedAt: 'd.installed_at',
  returnedAt: 'd.returned_at',
  createdAt: 'd.created_at',
});

export const deviceById = rowsByKey<DeviceRow>({
  name: 'device_by_id',
  sql: `select ${deviceColumns} from devices d where d.id = any($1::uuid[])`,
  keyOf: ({ id }) => id,
});

export const deviceBySerial = rowsByKey<DeviceRow>({
  name: 'device_by_serial',
  sql: `select ${deviceColumns} from devices d where d.serial = any($1::text[])`,
  keyOf: ({ serial }) => serial,
  isKey: () => true,
});

export const deviceByMac = rowsByKey<DeviceRow>({
  name: 'device_by_mac',
  sql: `select ${deviceColumns} from devices d where d.mac = any($1::text[])`,
  keyOf: ({ mac }) => mac,
  isKey: () => true,
});

export const devicesOfCustomer = listUnder<DeviceRow>({
  name: 'devices_of_customer',
  columns: deviceColumns,
  from: 'devices d',
  parent: 'd.customer_id',
  id: 'd.id',
});

export const devicesOfLine = listUnder<DeviceRow>({
  name: 'devices_of_line',
  columns: deviceColumns,
  from: 'devices d',
  parent: 'd.line_id',
  id: 'd.id',
});

/** Locks the customer at whom the device is, then the device. */
export const lockPlacedDevice = (work: CustomerWork, id: string) =>
  lockOwned<DeviceRow>(work, { name: 'devices', alias: 'd', columns: deviceColumns }, id);

/** Locks the device alone, when the customer to whom it goes is locked already. */
export async function lockDevice(work: CustomerWork, id: string): Promise<DeviceRow | null> {
  if (!isId(id)) return null;
  const [row] = await work.query<DeviceRow>(
    `select ${deviceColumns} from devices d where d.id = $1 for no key update of d`,
    [id],
  );
  return row ?? null;
}

/** Devices installed on a line. */
export function devicesOn(work: CustomerWork, lineId: string): Promise<DeviceRow[]> {
  return work.query<DeviceRow>(
    `select ${deviceColumns} from devices d where d.line_id = $1 and d.status = 'INSTALLED' order by d.id`,
    [lineId],
  );
}

/** What was kept for a line goes back to stock. */
export async function releaseReserved(work: CustomerWork, lineId: string): Promise<void> {
  await work.query(
    `update devices set status = 'STOCK', line_id = null, customer_id = null
      where line_id = $1 and status = 'RESERVED'`,
    [lineId],
  );
}

type NewDevice = Pick<DeviceRow, 'modelId' | 'serial' | 'mac' | 'regionId'>;

/** Null where a device has this serial number or MAC address. */
export async function insertDevice(work: CustomerWork, device: NewDevice): Promise<DeviceRow | null> {
  const row: DeviceRow = {
    ...device,
    id: newId(),
    status: 'STOCK',
    customerId: null,
    lineId: null,
    installedAt: null,
    returnedAt: null,
    createdAt: work.clock.now(),
  };
  const made = await work.query(
    `insert into devices (id, model_id, serial, mac, status, region_id, created_at)
      values ($1, $2, $3, $4, 'STOCK', $5, $6) on conflict do nothing returning id`,
    [row.id, row.modelId, row.serial, row.mac, row.regionId, row.createdAt],
  );
  return made.length > 0 ? row : null;
}

export async function changeDevice(
  work: CustomerWork,
  device: DeviceRow,
  changes: Partial<Pick<DeviceRow, 'status' | 'customerId' | 'lineId' | 'installedAt' | 'returnedAt'>>,
): Promise<DeviceRow> {
  await work.prisma.device.update({ where: { id: device.id }, data: changes });
  return { ...device, ...changes };
}
