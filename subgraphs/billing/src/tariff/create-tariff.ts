import { isUniqueViolation } from '@lastmile/database/database-errors';
import { newId } from '@lastmile/kernel/id';
import { badInput } from '@lastmile/kernel/refusal';
import type { BillingContext } from '../billing.ts';
import { TariffCodeTaken } from './tariff.problem.ts';
import { lockTariff, type TariffRow } from './tariff.store.ts';
import type { TariffKind } from './tariff.ts';
import { type TariffTerms, writeVersion } from './write-version.ts';

export interface NewTariff extends TariffTerms {
  readonly code: string;
  readonly name: string;
  readonly kind: TariffKind;
  readonly currency: string;
}

/** Drafts a tariff with its first version. Throws TariffCodeTaken. */
export async function createTariff(context: BillingContext, input: NewTariff): Promise<TariffRow> {
  context.assertMay('tariff:publish');
  if (!/^[a-z0-9][a-z0-9-]{1,39}$/.test(input.code))
    throw badInput('code', '2 to 40 small letters, digits and hyphens, such as "fiber-500"');
  const name = input.name.trim();
  if (name.length < 1 || name.length > 100) throw badInput('name', '1 to 100 characters');
  return context.transaction(async (work) => {
    const id = newId();
    await work
      .query(
        `insert into tariff (id, code, name, kind, status, currency, created_at) values ($1, $2, $3, $4, 'DRAFT', $5, $6)`,
        [id, input.code, name, input.kind, input.currency, work.clock.now()],
      )
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? new TariffCodeTaken(input.code) : error;
      });
    await writeVersion(work, { id, currency: input.currency }, 1, input);
    return (await lockTariff(work.query, id)) as TariffRow;
  });
}
