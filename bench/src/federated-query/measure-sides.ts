import { isDeepStrictEqual } from 'node:util';
import type { LoadSettings, Run, RunResult } from '../load/ask-constantly.ts';
import { postgresCpu } from '../measure/postgres-cpu.ts';
import type { Endings } from '../process/endings.ts';
import { type BenchProcess, startProcess } from '../process/start-process.ts';
import type { Side } from './sides.ts';

/** A side with a load generator of its own. */
export interface Contestant {
  readonly side: Side;
  readonly load: BenchProcess;
}

/** What one round of one side cost. CPU in microseconds per request. */
export interface Round {
  readonly perSecond: number;
  /** Requests per CPU second of gateway and subgraphs. */
  readonly perCpuSecond: number;
  readonly gatewayCpu: number;
  readonly subgraphsCpu: number;
  readonly postgresCpu: number | undefined;
  readonly loadCpu: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export async function addLoad(
  endings: Endings,
  side: Side,
  settings: Omit<LoadSettings, 'url'>,
): Promise<Contestant> {
  const load = await startProcess({
    name: `load on ${side.name}`,
    module: new URL('../load/ask-constantly.js', import.meta.url),
    settings: { ...settings, url: side.url },
  });
  endings.add(load);
  return { side, load };
}

/** Throws unless both answer every `step`th customer alike, and differently from one customer to the next. */
export async function assertAlike(
  contestants: readonly Contestant[],
  count: number,
  step: number,
): Promise<void> {
  const seen = new Set<string>();
  for (let at = 0; at < count; at += step) {
    const [ours, theirs] = await Promise.all(contestants.map(({ load }) => load.ask<string>('ask', at)));
    if (!isDeepStrictEqual(JSON.parse(ours ?? ''), JSON.parse(theirs ?? '')))
      throw new Error(`The two sides answer differently:\n${ours}\n${theirs}`);
    seen.add(ours ?? '');
  }
  if (seen.size !== Math.ceil(count / step)) throw new Error('Different customers got the same answer');
}

/** A second of load before what is measured. Tells of requests that failed in it. */
export async function warmUp({ side, load }: Contestant, run: Run): Promise<void> {
  const { failures } = await load.ask<RunResult>('run', { ...run, forgiving: true });
  if (failures > 0) console.log(`  (${side.name}: ${failures} requests failed while warming up)`);
}

export async function measureRound({ side, load }: Contestant, run: Run, postmaster: number): Promise<Round> {
  const cpuOf = async (processes: readonly BenchProcess[]) => {
    const spent = await Promise.all(processes.map((one) => one.ask<number>('cpu')));
    return spent.reduce((sum, one) => sum + one, 0);
  };
  const counted = async () => ({
    gateway: await cpuOf([side.gateway]),
    subgraphs: await cpuOf(side.subgraphs),
    load: await cpuOf([load]),
    postgres: postgresCpu(postmaster),
  });
  const before = await counted();
  const result = await load.ask<RunResult>('run', run);
  const after = await counted();
  const each = (name: 'gateway' | 'subgraphs' | 'load') => (after[name] - before[name]) / result.requests;
  return {
    perSecond: result.requests / result.seconds,
    perCpuSecond: 1e6 / (each('gateway') + each('subgraphs')),
    gatewayCpu: each('gateway'),
    subgraphsCpu: each('subgraphs'),
    postgresCpu:
      before.postgres === undefined || after.postgres === undefined
        ? undefined
        : (after.postgres - before.postgres) / result.requests,
    loadCpu: each('load'),
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
  };
}
