import pg from 'pg';
import { applyMigrations } from './migrate.ts';

/**
 * A process for tests: applies migrations and is killed over the script that holds `marker`, while the server works on
 * it (`during`) or when it has answered and nothing has followed yet (`after`).
 */
const [domain = '', url = '', prismaDir = '', marker = '', when = ''] = process.argv.slice(2);
const die = () => process.kill(process.pid, 'SIGKILL');
const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const [first, callback] = args;
  if (typeof first !== 'string' || !first.includes(marker)) return query.apply(this, args);
  if (when === 'during') setTimeout(die, 300);
  if (typeof callback === 'function') return query.call(this, first, die);
  return (query.call(this, first) as Promise<unknown>).then(() => {
    die();
    return new Promise(() => {});
  });
} as never;
await applyMigrations(domain, url, { prismaDir });
