import { isId } from '@lastmile/kernel/id';
import type { Loader } from '@lastmile/subgraph/loader';
import type { Billing, BillingContext } from '../billing.ts';

/** The row of an id, null for what is none: a text that is no id must not fail the others in the same statement. */
export async function loadById<Row>(
  context: BillingContext,
  loader: Loader<Billing, string, Row | null>,
  id: unknown,
): Promise<Row | null> {
  return typeof id === 'string' && isId(id) ? context.load(loader, id) : null;
}
