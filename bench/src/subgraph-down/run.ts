import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { composeSupergraph } from '@lastmile/federation/supergraph/compose';
import { toyIds, toySdl } from '../gateways/toy-graph.ts';
import type { SteadyResult } from '../load/ask-steadily.ts';
import { number, percentile, spread } from '../measure/figures.ts';
import { machine } from '../measure/machine.ts';
import { Endings } from '../process/endings.ts';
import { folderOf } from '../process/folders.ts';
import { readNumbers } from '../process/read-numbers.ts';
import { type BenchProcess, startProcess } from '../process/start-process.ts';
import type { BreakerChange } from './serve-edge.ts';
import type { Health } from './serve-fallible.ts';

const bench = 'subgraph-down';
/** The subgraph that is not always well. */
const ill = 'inventory';
const untouched = `query User($id: ID!) { user(id: $id) { id name reviews(first: 10) { id rating
  product { name price } } } }`;
const touching = `query User($id: ID!) { user(id: $id) { id reviews(first: 10) { product { inStock } } } }`;
const closedWithinMs = 30_000;

interface Parts {
  readonly gateway: BenchProcess;
  readonly fallible: BenchProcess;
  readonly others: BenchProcess;
  readonly askers: BenchProcess;
}

interface Phase {
  readonly untouched: number[];
  readonly touching: number[];
  holes: number;
  /** From the beginning of the illness, or of health. */
  readonly openedMs: number[];
  readonly closedMs: number[];
}

/** What operations that do not need a subgraph feel of its illness, while others ask for it. */
export async function run(argv: readonly string[]): Promise<void> {
  const options = readNumbers(argv, { rounds: 3, seconds: 10, rate: 150, 'rate-ill': 50, 'query-ms': 3_000 });
  const endings = new Endings();
  try {
    const parts = await startParts(endings, options);
    console.log(`${bench} on ${machine()}`);
    console.log(
      `${options.rate} operations a second that do not touch the subgraph, ${options['rate-ill']} that do; ` +
        `${options.rounds} rounds of ${options.seconds} s in each state\n`,
    );
    await measure(parts, 'up', 2);
    const phases = { up: newPhase(), down: newPhase(), frozen: newPhase() };
    for (let round = 0; round < options.rounds; round += 1)
      for (const health of ['up', 'down', 'frozen'] as const)
        await runPhase(parts, health, options.seconds, phases[health]);
    print(phases);
  } finally {
    await endings.all();
  }
}

const newPhase = (): Phase => ({ untouched: [], touching: [], holes: 0, openedMs: [], closedMs: [] });

async function startParts(
  endings: Endings,
  options: Readonly<Record<'rate' | 'rate-ill' | 'query-ms', number>>,
): Promise<Parts> {
  const env = { NODE_ENV: 'production', GATEWAY_RATE_ADDRESS: '0' };
  const start = async <Ready>(name: string, module: string, settings: unknown) =>
    endings.add(await startProcess<Ready>({ name, env, settings, module: new URL(module, import.meta.url) }));
  const well = await start<{ urls: Record<string, string> }>('subgraphs', '../gateways/serve-toys.js', {});
  const fallible = await start<{ url: string }>(ill, './serve-fallible.js', { name: ill });
  const supergraphPath = join(folderOf(bench), 'supergraph.graphql');
  const subgraphs = Object.entries(toySdl).map(([name, sdl]) => ({ name, sdl, url: `http://${name}` }));
  writeFileSync(supergraphPath, composeSupergraph(subgraphs).supergraphSdl);
  const urls = { ...well.ready.urls, [ill]: fallible.ready.url };
  const queryMs = options['query-ms'];
  const gateway = await start<{ url: string }>('gateway', './serve-edge.js', {
    ...{ supergraphPath, urls, queryMs },
  });
  const load = (name: string, query: string, perSecond: number) =>
    start(name, '../load/ask-steadily.js', { url: gateway.ready.url, query, ids: toyIds, perSecond });
  return {
    ...{ gateway, fallible },
    others: await load('untouched operations', untouched, options.rate),
    askers: await load('operations that touch it', touching, options['rate-ill']),
  };
}

/** Into the state, the load in it, and out of it again until the breaker has closed. */
async function runPhase(parts: Parts, health: Health, seconds: number, phase: Phase): Promise<void> {
  const begun = await parts.fallible.ask<number>('be', health);
  const { others, askers } = await measure(parts, health, seconds);
  phase.untouched.push(...others.latenciesMs);
  phase.touching.push(...askers.latenciesMs);
  phase.holes += askers.holes;
  if (health === 'up') return;
  const opened = await changeSince(parts, begun, 'open');
  if (opened) phase.openedMs.push(opened.at - begun);
  const well = await parts.fallible.ask<number>('be', 'up');
  phase.closedMs.push((await untilClosed(parts, well)) - well);
}

async function measure({ others, askers }: Parts, health: Health, seconds: number) {
  const [untouchedResult, touchingResult] = await Promise.all([
    others.ask<SteadyResult>('run', seconds),
    askers.ask<SteadyResult>('run', seconds),
  ]);
  if (untouchedResult.holes > 0)
    throw new Error(
      `${untouchedResult.holes} operations that do not touch it had errors while it was ${health}`,
    );
  if (health === 'up' && touchingResult.holes > 0)
    throw new Error(`${touchingResult.holes} operations had errors while all was well`);
  return { others: untouchedResult, askers: touchingResult };
}

async function changeSince({ gateway }: Parts, since: number, state: string) {
  const changes = await gateway.ask<readonly BreakerChange[]>('changes');
  return changes.find((change) => change.subgraph === ill && change.state === state && change.at >= since);
}

/** Somebody must ask for it, or the breaker has nobody to try with. */
async function untilClosed(parts: Parts, since: number): Promise<number> {
  while (Date.now() - since < closedWithinMs) {
    const closed = await changeSince(parts, since, 'closed');
    if (closed) return closed.at;
    await parts.askers.ask('run', 0.1);
    await sleep(10);
  }
  throw new Error(`The breaker did not close within ${closedWithinMs} ms`);
}

function print(phases: Readonly<Record<Health, Phase>>): void {
  const p99 = (phase: Phase) =>
    percentile(
      phase.untouched.toSorted((a, b) => a - b),
      99,
    );
  const least = p99(phases.up);
  for (const [health, phase] of Object.entries(phases)) {
    const of = (latencies: readonly number[], percent: number) =>
      number(
        percentile(
          latencies.toSorted((a, b) => a - b),
          percent,
        ),
        1,
      );
    console.log(
      `  ${health.padEnd(6)} untouched p50 ${of(phase.untouched, 50)}, p99 ${of(phase.untouched, 99)} ms ` +
        `(${number(p99(phase) / least, 2)} of up, ${phase.untouched.length} operations); ` +
        `touching it p50 ${of(phase.touching, 50)}, p99 ${of(phase.touching, 99)} ms, ` +
        `${phase.holes} of ${phase.touching.length} with a hole`,
    );
    if (phase.openedMs.length > 0)
      console.log(
        `         breaker open after ${spread(phase.openedMs)} ms, closed ${spread(phase.closedMs)} ms after it was back`,
      );
  }
  const ratios = [phases.down, phases.frozen].map((phase) => least / p99(phase));
  const [down = Number.NaN, frozen = Number.NaN] = ratios;
  console.log(
    `\n${bench} ratio=${Math.min(down, frozen).toFixed(2)} down=${down.toFixed(2)} frozen=${frozen.toFixed(2)}`,
  );
}
