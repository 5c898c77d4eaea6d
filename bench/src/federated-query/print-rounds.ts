import { number, spread, spreadOf } from '../measure/figures.ts';
import type { ProfileSummary } from '../measure/profile-process.ts';
import type { Round } from './measure-sides.ts';

/** Medians over the rounds with the least and the greatest, and what a request costs whom. */
export function printRounds(name: string, rounds: readonly Round[]): void {
  const of = (pick: (round: Round) => number | undefined) => rounds.map((round) => pick(round) ?? Number.NaN);
  const cost = (pick: (round: Round) => number | undefined) => `${number(spreadOf(of(pick)).median)} µs`;
  console.log(`  ${name.padEnd(10)} per CPU second ${spread(of(({ perCpuSecond }) => perCpuSecond))}`);
  console.log(
    `  ${''.padEnd(10)} per second ${spread(of(({ perSecond }) => perSecond))}, p50 ${spread(
      of(({ p50Ms }) => p50Ms),
      1,
    )} ms, p99 ${spread(
      of(({ p99Ms }) => p99Ms),
      1,
    )} ms`,
  );
  console.log(
    `  ${''.padEnd(10)} CPU of a request: gateway ${cost((one) => one.gatewayCpu)}, subgraphs ${cost(
      (one) => one.subgraphsCpu,
    )}; beside it PostgreSQL ${cost((one) => one.postgresCpu)}, load generator ${cost((one) => one.loadCpu)}`,
  );
}

/** Where the time goes, in microseconds per request, as far as sampling tells. */
export function printProfile(name: string, { busyMs, places }: ProfileSummary, requests: number): void {
  console.log(`  ${name}: ${number((busyMs * 1_000) / requests)} µs per request`);
  for (const { place, ms } of places.slice(0, 16)) {
    const share = number((100 * ms) / busyMs, 1).padStart(5);
    console.log(`    ${share} %  ${number((ms * 1_000) / requests).padStart(6)} µs  ${place}`);
  }
}

export const ratioOf = (ours: readonly Round[], theirs: readonly Round[]) =>
  spreadOf(ours.map(({ perCpuSecond }) => perCpuSecond)).median /
  spreadOf(theirs.map(({ perCpuSecond }) => perCpuSecond)).median;
