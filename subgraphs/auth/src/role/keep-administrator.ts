import type { AuthWork } from '../auth.ts';
import { countAdministrators, lockAdministrators } from './role.store.ts';
import { LastAdministrator } from './role.type.ts';

/**
 * Makes a change that can take rights away, unless it would leave nobody who can manage users: then it throws
 * LastAdministrator, and the transaction rolls back. A house that has no administrator yet is left alone.
 */
export async function keepAdministrator<T>(work: AuthWork, change: () => Promise<T>): Promise<T> {
  await lockAdministrators(work);
  const before = await countAdministrators(work);
  const result = await change();
  if (before > 0 && (await countAdministrators(work)) === 0) throw new LastAdministrator();
  return result;
}
