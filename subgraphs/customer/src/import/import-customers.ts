import { newId } from '@lastmile/kernel/id';
import type { Permission } from '@lastmile/kernel/permission';
import { Refusal } from '@lastmile/kernel/refusal';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { listRegions, type RegionRow } from '../region/region.store.ts';
import { importAddresses } from './import-addresses.ts';
import { importContracts } from './import-contracts.ts';
import { importDeviceModels, importDevices } from './import-devices.ts';
import { importLines } from './import-lines.ts';
import { importMemberships } from './import-memberships.ts';
import { importParticulars } from './import-particulars.ts';
import type { ImportedCustomers } from './imported-rows.ts';

export type * from './imported-rows.ts';

const chunkSize = 2_000;
const needed: readonly Permission[] = [
  'customer:register',
  'membership:manage',
  'address:manage',
  'contract:manage',
  'line:manage',
  'device:manage',
];

/**
 * Takes over what a provider brings along from another system. Rows refer to each other and to what is here by id; a
 * row whose id is known is left as it is, so that an import that broke off is simply done again. Each 2,000 rows of a
 * kind are one transaction. Throws FORBIDDEN, and BAD_INPUT with the place of what is wrong (`customers[<id>].email`).
 */
export async function importCustomers(context: CustomerContext, data: ImportedCustomers): Promise<void> {
  assertUnbounded(context);
  const bulkid = newId();
  const regions: ReadonlyMap<string, RegionRow> = new Map(
    (await listRegions(context)).map((region) => [region.id, region]),
  );
  const part = <Row>(
    rows: readonly Row[] | undefined,
    take: (work: CustomerWork, chunk: readonly Row[]) => Promise<void>,
  ) => inChunks(context, rows ?? [], take);

  await part(data.customers, (work, rows) => importParticulars(work, rows, regions, bulkid));
  await part(data.memberships, (work, rows) => importMemberships(work, rows, bulkid));
  await part(data.addresses, (work, rows) => importAddresses(work, rows, regions));
  await part(data.contracts, (work, rows) => importContracts(work, rows, regions, bulkid));
  await part(data.deviceModels, importDeviceModels);
  await part(data.lines, (work, rows) => importLines(work, rows, bulkid));
  await part(data.devices, (work, rows) => importDevices(work, rows, regions, bulkid));
}

async function inChunks<Row>(
  context: CustomerContext,
  rows: readonly Row[],
  take: (work: CustomerWork, chunk: readonly Row[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < rows.length; start += chunkSize)
    await context.transaction((work) => take(work, rows.slice(start, start + chunkSize)));
}

/** What is imported may be of any region and legal entity, so the rights must reach all of them. */
function assertUnbounded({ actor }: CustomerContext): void {
  const allowed = actor.staff.some(
    ({ permissions, scope }) =>
      scope.legalEntities === 'all' &&
      scope.regions === 'all' &&
      needed.every((permission) => permissions.includes(permission)),
  );
  if (!allowed)
    throw new Refusal('FORBIDDEN', `An import needs ${needed.join(', ')} in all regions and legal entities.`);
}
