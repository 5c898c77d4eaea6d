import { firstRegionId } from '@lastmile/kernel/company';
import { deviceInstalled } from '@lastmile/messaging/events/customer/device';
import type { CustomerWork } from '../customer-domain.ts';
import { deviceIds, deviceState } from '../device/device.event.ts';
import type { DeviceRow } from '../device/device.store.ts';
import { macAddress, serialNumber } from '../input/hardware.ts';
import { requiredText } from '../input/text.ts';
import type { RegionRow } from '../region/region.store.ts';
import type { ImportedDevice, ImportedDeviceModel } from './imported-rows.ts';
import { checkRows, insertRows, known, rowsOf } from './insert-rows.ts';

export async function importDeviceModels(
  work: CustomerWork,
  given: readonly ImportedDeviceModel[],
): Promise<void> {
  const rows = checkRows('deviceModels', given, (row) => ({
    id: row.id,
    vendor: requiredText('vendor', row.vendor),
    name: requiredText('name', row.name),
    kind: row.kind,
    created_at: work.clock.now(),
  }));
  const types = { id: 'uuid', vendor: 'text', name: 'text', kind: 'device_kind', created_at: 'timestamptz' };
  await insertRows(work, 'device_models', 'deviceModels', types, rows);
}

interface LinePlace {
  readonly id: string;
  readonly customerId: string;
  readonly regionId: string;
}

export async function importDevices(
  work: CustomerWork,
  given: readonly ImportedDevice[],
  regions: ReadonlyMap<string, RegionRow>,
  bulkid: string,
): Promise<void> {
  const lineIds = given.flatMap(({ installed }) => installed?.lineId ?? []);
  const lines = await rowsOf<LinePlace>(
    work,
    `select id, customer_id as "customerId", region_id as "regionId" from access_lines
      where id = any($1::uuid[]) and state <> 'CEASED'`,
    lineIds,
  );
  const modelIds = given.map(({ modelId }) => modelId);
  const models = await rowsOf(work, 'select id from device_models where id = any($1::uuid[])', modelIds);
  const rows = checkRows('devices', given, (row) => {
    known(models, row.modelId, 'modelId');
    return checkedDevice(work, row, lines, regions);
  });
  const made = await insertRows(work, 'devices', 'devices', columns, rows.map(toColumns));
  const fresh = rows.filter(({ id }) => made.has(id));
  work.emitMany(
    deviceInstalled,
    fresh.flatMap((row) => installedEvent(row, bulkid)),
  );
}

function installedEvent(device: DeviceRow, bulkid: string) {
  const { lineId, customerId, installedAt } = device;
  if (!lineId || !customerId || !installedAt) return [];
  const place = { lineId, customerId };
  return [
    {
      key: device.id,
      subject: device.id,
      time: installedAt,
      data: { ...deviceState(device, place), installedAt: installedAt.toISOString() },
      ids: deviceIds(device, place),
      bulkid,
    },
  ];
}

function checkedDevice(
  work: CustomerWork,
  given: ImportedDevice,
  lines: ReadonlyMap<string, LinePlace>,
  regions: ReadonlyMap<string, RegionRow>,
): DeviceRow {
  const line = given.installed ? known(lines, given.installed.lineId, 'installed.lineId') : null;
  const region = known(regions, given.regionId ?? line?.regionId ?? firstRegionId, 'regionId');
  return {
    id: given.id,
    modelId: given.modelId,
    serial: serialNumber('serial', given.serial),
    mac: macAddress('mac', given.mac),
    status: line ? 'INSTALLED' : 'STOCK',
    regionId: region.id,
    customerId: line?.customerId ?? null,
    lineId: line?.id ?? null,
    installedAt: given.installed?.at ?? null,
    returnedAt: null,
    createdAt: given.installed?.at ?? work.clock.now(),
  };
}

const columns = {
  id: 'uuid',
  model_id: 'uuid',
  serial: 'text',
  mac: 'text',
  status: 'device_status',
  region_id: 'uuid',
  customer_id: 'uuid',
  line_id: 'uuid',
  installed_at: 'timestamptz',
  created_at: 'timestamptz',
} as const;

const toColumns = (row: DeviceRow) => ({
  id: row.id,
  model_id: row.modelId,
  serial: row.serial,
  mac: row.mac,
  status: row.status,
  region_id: row.regionId,
  customer_id: row.customerId,
  line_id: row.lineId,
  installed_at: row.installedAt,
  created_at: row.createdAt,
});
