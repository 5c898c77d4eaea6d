import { startBillRun } from '@lastmile/billing/bill-run/start-bill-run';
import type { Billing, BillingContext } from '@lastmile/billing/billing';
import { importAccounts } from '@lastmile/billing/import/import-accounts';
import { importTariffs } from '@lastmile/billing/import/import-tariffs';
import { openInvoiceIds, settleInvoices } from '@lastmile/billing/import/settle-invoices';
import { addDays, addMonthsAnchored, type CalendarDate, startOfDay } from '@lastmile/kernel/calendar';
import type { RunningDomain } from '@lastmile/subgraph/runtime/start-domain';
import type { DemoClock } from '../demo-clock.ts';
import { Dice, demoId } from './dice.ts';
import type { DemoPerson } from './people.ts';
import { demoTariffs, versionOf } from './tariffs.ts';

const timeZone = 'Europe/Berlin';
/** Of a hundred customers this many pay no invoice of the last two months, and this many none at all lately. */
const latePerHundred = 4;

/** Everybody's account and subscription, and then a year as it was: bill runs on their days, payments in between. */
export async function billThePast(
  billing: RunningDomain<Billing>,
  people: readonly DemoPerson[],
  today: CalendarDate,
  clock: DemoClock,
  progress: (step: string) => void,
): Promise<void> {
  const context = billing.context();
  const from = addDays(today, -370);
  clock.travelTo(startOfDay(from, timeZone));
  await importTariffs(context, demoTariffs(from));
  await importAccounts(context, accountsOf(people));
  let through = addDays(today, -365);
  for (let month = 1; through < today; month += 1) {
    through = addMonthsAnchored(addDays(today, -365), month, Number(today.slice(8)));
    if (through > today) through = today;
    clock.travelTo(startOfDay(through, timeZone));
    progress(`Billing the month to ${through}`);
    await startBillRun(context, { through });
    await billing.runJob('work-bill-runs');
    await payWhatWasDue(context, people, through, today);
  }
}

function accountsOf(people: readonly DemoPerson[]) {
  const dice = new Dice(99);
  return people.map((person, index) => ({
    id: demoId('account', index),
    customerId: person.customerId,
    openedOn: person.since,
    anchorDay: 1,
    subscriptions: [
      {
        id: demoId('subscription', index),
        lineId: person.lineId,
        phases: [{ tariffVersionId: versionOf(tariffOf(person, dice)), startsOn: person.since }],
        chargeSetup: true,
      },
    ],
  }));
}

function tariffOf(person: DemoPerson, dice: Dice): string {
  if (person.technology === 'WIRELESS') return dice.pick(['AIR-50', 'AIR-50', 'AIR-100']);
  if (person.company) return dice.pick(['BUSINESS-1000', 'FIBRE-1000']);
  return dice.pick(['FIBRE-100', 'FIBRE-250', 'FIBRE-250', 'FIBRE-500', 'FIBRE-1000']);
}

/** Invoices are paid around their due date; some people have stopped paying lately, and the newest are still open. */
async function payWhatWasDue(
  context: BillingContext,
  people: readonly DemoPerson[],
  through: CalendarDate,
  today: CalendarDate,
): Promise<void> {
  const late = new Set(
    people.filter((_person, index) => index % 100 < latePerHundred).map(({ customerId }) => customerId),
  );
  const lately = addDays(today, -60);
  const open = await openInvoiceIds(context, addDays(through, 14));
  const paid = open.filter(
    ({ customerId, dueOn }) => dueOn < lately || (!late.has(customerId) && dueOn <= through),
  );
  await settleInvoices(context, {
    invoiceIds: paid.map(({ invoiceId }) => invoiceId),
    method: 'bank-transfer',
  });
}
