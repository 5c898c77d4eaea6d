import { invoicePageLoader } from '@lastmile/billing/invoice/invoice-page.store';
import { tariffLoader } from '@lastmile/billing/tariff/tariff.store';
import { customerById } from '@lastmile/customer/customer/customer.store';
import { devicesOfCustomer } from '@lastmile/customer/device/device.store';
import { deviceModelById } from '@lastmile/customer/device/device-model.store';

interface AnyLoader {
  fetch: (database: never, keys: readonly never[]) => Promise<readonly unknown[]>;
  readonly identity: (key: never) => string;
}

/** The loaders that the query goes through. */
const loaders = [customerById, devicesOfCustomer.rows, deviceModelById, invoicePageLoader, tariffLoader];

/**
 * "Without the database": these loaders ask it once for each key and hand out the same rows ever after. Everything
 * around them stays as it is: batching, memo, access rules, connections, statuses. What goes is SQL, the wire and the
 * decoding of rows.
 */
export function rememberRows(): void {
  for (const loader of loaders) remember(loader as unknown as AnyLoader);
}

function remember(loader: AnyLoader): void {
  const { fetch } = loader;
  const known = new Map<string, unknown>();
  loader.fetch = async (database, keys) => {
    const missing = keys.filter((key) => !known.has(loader.identity(key)));
    if (missing.length > 0) {
      const rows = await fetch(database, missing);
      for (const [at, key] of missing.entries()) known.set(loader.identity(key), rows[at]);
    }
    return keys.map((key) => known.get(loader.identity(key)));
  };
}
