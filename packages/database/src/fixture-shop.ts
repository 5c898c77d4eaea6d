import { fileURLToPath } from 'node:url';
import { type Database, type DatabaseOptions, openDatabase } from './database.ts';
import { PrismaClient } from './generated/fixture-shop/client.ts';

/** The made-up domain of this package's own tests: buyers and their orders. */
export const FIXTURE_PRISMA = fileURLToPath(new URL('../testing/prisma', import.meta.url));

export type Shop = Database<PrismaClient>;

export function openShop(url: string, more: Partial<DatabaseOptions<PrismaClient>> = {}): Shop {
  return openDatabase({
    name: 'shop',
    url,
    createClient: (adapter) => new PrismaClient({ adapter }),
    ...more,
  });
}
