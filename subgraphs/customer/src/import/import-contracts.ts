import { parseCalendarDate, startOfDay } from '@lastmile/kernel/calendar';
import { badInput } from '@lastmile/kernel/refusal';
import { contractActivated, contractSigned } from '@lastmile/messaging/events/customer/customer';
import { contractAddress, contractState } from '../contract/contract.event.ts';
import type { ContractRow } from '../contract/contract.store.ts';
import { formatContractNumber } from '../contract/contract.ts';
import type { CustomerWork } from '../customer-domain.ts';
import { requiredText } from '../input/text.ts';
import type { RegionRow } from '../region/region.store.ts';
import { type CustomerPlace, customersOf } from './customers-of.ts';
import type { ImportedContract } from './imported-rows.ts';
import { checkRows, insertRows, known } from './insert-rows.ts';

type Signed = Omit<ContractRow, 'signedOn'> & { readonly signedOn: string };

export async function importContracts(
  work: CustomerWork,
  given: readonly ImportedContract[],
  regions: ReadonlyMap<string, RegionRow>,
  bulkid: string,
): Promise<void> {
  const customers = await customersOf(work, given);
  const ordinals = await work.query<{ ordinal: bigint }>(
    `select nextval('contract_numbers') as ordinal from generate_series(1, $1)`,
    [given.filter(({ number }) => number === undefined).length],
  );
  const rows = checkRows('contracts', given, (row) => {
    const customer = known(customers, row.customerId, 'customerId');
    return checkedContract(row, customer, regions, () => ordinals.pop()?.ordinal ?? 0n);
  });
  const made = await insertRows(work, 'contracts', 'contracts', columns, rows.map(toColumns));
  const fresh = rows.filter(({ id }) => made.has(id));
  const timeOf = (row: Signed, day: string) => startOfDay(day, regions.get(row.regionId)?.timeZone ?? 'UTC');
  work.emitMany(
    contractSigned,
    fresh.map((row) => ({
      ...contractAddress(row),
      time: timeOf(row, row.signedOn),
      data: { ...contractState(row), status: 'SIGNED' as const, signedOn: row.signedOn },
      bulkid,
    })),
  );
  work.emitMany(
    contractActivated,
    fresh.flatMap((row) =>
      row.activatedOn
        ? [
            {
              ...contractAddress(row),
              time: timeOf(row, row.activatedOn),
              data: { ...contractState(row), activatedOn: row.activatedOn },
              bulkid,
            },
          ]
        : [],
    ),
  );
}

function checkedContract(
  given: ImportedContract,
  customer: CustomerPlace,
  regions: ReadonlyMap<string, RegionRow>,
  nextOrdinal: () => bigint,
): Signed {
  const signedOn = parseCalendarDate(given.signedOn, 'signedOn');
  const activatedOn = given.activatedOn ? parseCalendarDate(given.activatedOn, 'activatedOn') : null;
  if (activatedOn && activatedOn < signedOn)
    throw badInput('activatedOn', 'a contract comes into force on the day of its signature or later');
  const { timeZone } = known(regions, customer.regionId, 'customerId');
  return {
    id: given.id,
    customerId: customer.id,
    regionId: customer.regionId,
    legalEntityId: customer.legalEntityId,
    number:
      given.number === undefined
        ? formatContractNumber(signedOn.slice(0, 4), nextOrdinal())
        : requiredText('number', given.number, 40),
    applicationId: null,
    status: activatedOn ? 'ACTIVE' : 'SIGNED',
    draftedAt: startOfDay(signedOn, timeZone),
    signedOn,
    activatedOn,
    terminatedOn: null,
    terminationReason: null,
  };
}

const columns = {
  id: 'uuid',
  customer_id: 'uuid',
  region_id: 'uuid',
  legal_entity_id: 'uuid',
  number: 'text',
  status: 'contract_status',
  drafted_at: 'timestamptz',
  signed_on: 'date',
  activated_on: 'date',
} as const;

const toColumns = (row: Signed) => ({
  id: row.id,
  customer_id: row.customerId,
  region_id: row.regionId,
  legal_entity_id: row.legalEntityId,
  number: row.number,
  status: row.status,
  drafted_at: row.draftedAt,
  signed_on: row.signedOn,
  activated_on: row.activatedOn,
});
