import { isId } from '@lastmile/kernel/id';
import { type Connection, connection, countMax, type PageArgs } from '@lastmile/subgraph/graphql/page';
import type { BillingContext } from '../billing.ts';
import { keysetPage } from '../graphql/keyset-page.ts';
import {
  countTariffs,
  listTariffs,
  type TariffRow,
  type TariffVersionRow,
  tariffLoader,
  tariffVersionLoader,
} from './tariff.store.ts';
import type { TariffKind, TariffStatus } from './tariff.ts';

/** Anybody sees what is or was sold; a draft is seen by those who publish. */
export async function seeTariff(context: BillingContext, id: unknown): Promise<TariffRow | null> {
  const tariff = typeof id === 'string' && isId(id) ? await context.load(tariffLoader, id) : null;
  return tariff?.status === 'DRAFT' && !context.may('tariff:publish') ? null : tariff;
}

export async function seeVersion(context: BillingContext, id: unknown): Promise<TariffVersionRow | null> {
  const version = typeof id === 'string' && isId(id) ? await context.load(tariffVersionLoader, id) : null;
  return version?.status === 'DRAFT' && !context.may('tariff:publish') ? null : version;
}

export async function seeTariffs(
  context: BillingContext,
  args: PageArgs,
  filter: { kind?: TariffKind | null; status?: readonly TariffStatus[] | null },
): Promise<Connection<TariffRow>> {
  const statuses = filter.status ?? ['PUBLISHED'];
  if (statuses.some((status) => status !== 'PUBLISHED')) context.assertMay('tariff:publish');
  const wanted = { statuses, kind: filter.kind ?? null };
  const page = keysetPage(args, 'tariff.name', ['text', 'id']);
  const { query } = context.database;
  const rows = await listTariffs(query, wanted, page.limit, page.after);
  return connection(
    page,
    rows,
    'tariff.name',
    (row) => [row.name, row.id],
    () => countTariffs(query, wanted, countMax + 1),
  );
}
