import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** Runs `work` so that every log line and event made inside it, awaited parts included, carries `id`. */
export function withCorrelation<T>(id: string, work: () => T): T {
  return current.run(id, work);
}

/** The id of the work that is going on, or undefined outside of `withCorrelation`. */
export function correlationId(): string | undefined {
  return current.getStore();
}
