import { RecentlyUsed } from '@lastmile/federation/ground/recently-used';
import type { OnFailure } from '@lastmile/federation/source/source-failure';
import type { Log } from '@lastmile/telemetry/log';
import type { RequestContext } from './request-context.ts';

/** A subgraph that is away fails each request alike: each cause is told once in so long, with how often it was since. */
const quietMs = 10_000;
/** Causes that are told apart. */
const causesMax = 1_000;

/** Writes into the log why a subgraph gave no answer, which clients are not told. */
export function logFailures(log: Log, now: () => number = Date.now): (subgraph: string) => OnFailure {
  const told = new RecentlyUsed<string, { at: number; leftOut: number }>(causesMax);
  return (subgraph) => (failure, context) => {
    const key = JSON.stringify([subgraph, failure.code, failure.cause]);
    const before = told.get(key);
    if (before && now() - before.at < quietMs) {
      before.leftOut += 1;
      return;
    }
    told.set(key, { at: now(), leftOut: 0 });
    const { correlationId } = (context ?? {}) as Partial<RequestContext>;
    log.warn(`The subgraph ${subgraph} failed`, {
      ...{ subgraph, ...failure, leftOut: before?.leftOut ?? 0 },
      ...(correlationId && { correlationId }),
    });
  };
}
