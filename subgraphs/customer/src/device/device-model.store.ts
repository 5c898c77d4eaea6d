import { isId, newId } from '@lastmile/kernel/id';
import type { CustomerWork } from '../customer-domain.ts';
import { rowsByKey } from '../sql/rows-by-key.ts';
import { selectColumns } from '../sql/select-columns.ts';
import type { DeviceKind } from './device.ts';

export interface DeviceModelRow {
  readonly id: string;
  readonly vendor: string;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly createdAt: Date;
}

export const deviceModelColumns = selectColumns<DeviceModelRow>({
  id: 'm.id',
  vendor: 'm.vendor',
  name: 'm.name',
  kind: 'm.kind',
  createdAt: 'm.created_at',
});

export const deviceModelById = rowsByKey<DeviceModelRow>({
  name: 'device_model_by_id',
  sql: `select ${deviceModelColumns} from device_models m where m.id = any($1::uuid[])`,
  keyOf: ({ id }) => id,
});

export async function deviceModelExists(work: CustomerWork, id: string): Promise<boolean> {
  return isId(id) && (await work.query('select from device_models where id = $1', [id])).length > 0;
}

/** Null where the vendor has a model of this name already. */
export async function insertDeviceModel(
  work: CustomerWork,
  model: Pick<DeviceModelRow, 'vendor' | 'name' | 'kind'>,
): Promise<DeviceModelRow | null> {
  const row = { ...model, id: newId(), createdAt: work.clock.now() };
  const made = await work.query(
    `insert into device_models (id, vendor, name, kind, created_at) values ($1, $2, $3, $4, $5)
      on conflict do nothing returning id`,
    [row.id, row.vendor, row.name, row.kind, row.createdAt],
  );
  return made.length > 0 ? row : null;
}
