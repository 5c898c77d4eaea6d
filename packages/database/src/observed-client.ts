import { AsyncResource } from 'node:async_hooks';
import pg from 'pg';

/** One statement as it was sent, whoever sent it (pool, transaction, Prisma). Values are not in it: they may be personal. */
export interface QueryEvent {
  readonly database: string;
  /** The prepared statement's name, if it has one. */
  readonly name?: string;
  readonly text: string;
  readonly durationMs: number;
  readonly error?: unknown;
}
export type Observe = (event: QueryEvent) => void;

interface Submitted {
  readonly text: string;
  readonly name?: string;
}
type Report = (error?: unknown) => void;
type Callback = (error: Error | undefined, result: unknown) => void;
type AnyQuery = (...args: unknown[]) => unknown;

/** A pg client class that reports each query to `observe`, within the asynchronous context of its caller. */
export function observedClient(database: string, observe: Observe): typeof pg.Client {
  class ObservedClient extends pg.Client {
    override query(...args: unknown[]): never {
      const run = super.query.bind(this) as unknown as AnyQuery;
      const report = reporter(database, args[0], observe);
      const last = args.at(-1);
      if (typeof last === 'function') {
        const callback = AsyncResource.bind(last as Callback);
        const observed: Callback = (error, result) => {
          report(error);
          callback(error, result);
        };
        return run(...args.slice(0, -1), observed) as never;
      }
      const answer = run(...args);
      if (answer instanceof Promise) answer.then(() => report(), report);
      return answer as never;
    }
  }
  return ObservedClient;
}

function reporter(database: string, query: unknown, observe: Observe): Report {
  const { text, name } = describe(query);
  const startedAt = performance.now();
  return (error) => {
    const durationMs = performance.now() - startedAt;
    observe({ database, text, durationMs, ...(name ? { name } : {}), ...(error ? { error } : {}) });
  };
}

function describe(query: unknown): Submitted {
  if (typeof query === 'string') return { text: query };
  const { text, name } = query as { text?: unknown; name?: unknown };
  return { text: String(text ?? ''), ...(typeof name === 'string' ? { name } : {}) };
}
