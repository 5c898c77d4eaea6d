import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { composeSupergraph } from '@lastmile/federation/supergraph/compose';
import type { LoadSettings, Run, RunResult } from '../load/ask-constantly.ts';
import { number, spreadOf } from '../measure/figures.ts';
import { machine } from '../measure/machine.ts';
import { Endings } from '../process/endings.ts';
import { folderOf } from '../process/folders.ts';
import { installPeers } from '../process/install-peers.ts';
import { readNumbers } from '../process/read-numbers.ts';
import { type BenchProcess, startProcess } from '../process/start-process.ts';
import { toyIds, toySdl } from './toy-graph.ts';

const peers = {
  '@apollo/gateway': '2.14.4',
  '@apollo/server': '5.5.1',
  '@graphql-hive/gateway-runtime': '2.12.1',
  // How it reaches subgraphs.
  '@graphql-mesh/transport-http': '1.2.1',
  graphql: '16.15.0',
};
const names = ['ours', 'stock', 'hive'] as const;
type Name = (typeof names)[number];

interface Contestant {
  readonly name: Name;
  readonly gateway: BenchProcess<{ url: string }>;
  readonly load: BenchProcess;
}

interface Round {
  /** Requests per CPU second of the gateway's process. */
  readonly perCpuSecond: number;
  readonly perSecond: number;
  readonly p50Ms: number;
}

/** Our gateway alone, stock @apollo/gateway and Hive Gateway before the same four subgraphs, one after the other. */
export async function compareGateways(bench: string, query: string, argv: readonly string[]): Promise<void> {
  const options = readNumbers(argv, { rounds: 5, seconds: 5, connections: 16 });
  const endings = new Endings();
  try {
    const peersFolder = installPeers(bench, peers);
    const contestants = await startAll(endings, bench, peersFolder, query, options.connections);
    console.log(`${bench} on ${machine()}`);
    console.log(
      `${options.connections} connections, ${options.rounds} rounds of ${options.seconds} s each in turn, another of ${toyIds.length} users in each request`,
    );
    console.log(`An answer has ${number(await assertAlike(contestants))} bytes\n`);
    const different = await measureAll(contestants, { ...options, identical: false });
    const [stock, hive] = print(different);
    console.log('\nThe same user in each request, of which nothing follows:');
    const same = print(await measureAll(contestants, { ...options, rounds: 3, identical: true }));
    console.log(
      `\n${bench} ratio=${Math.min(stock, hive).toFixed(2)} stock=${stock.toFixed(2)} hive=${hive.toFixed(2)} ` +
        `identical_stock=${same[0].toFixed(2)} identical_hive=${same[1].toFixed(2)}`,
    );
  } finally {
    await endings.all();
  }
}

async function startAll(
  endings: Endings,
  bench: string,
  peersFolder: string,
  query: string,
  connections: number,
): Promise<readonly Contestant[]> {
  const env = { NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', GATEWAY_RATE_ADDRESS: '0' };
  const toys = endings.add(
    await startProcess<{ urls: Record<string, string> }>({
      ...{ name: 'subgraphs', env, settings: {} },
      module: new URL('./serve-toys.js', import.meta.url),
    }),
  );
  const supergraphPath = join(folderOf(bench), 'supergraph.graphql');
  const subgraphs = Object.entries(toySdl).map(([name, sdl]) => ({
    name,
    sdl,
    url: toys.ready.urls[name] ?? '',
  }));
  writeFileSync(supergraphPath, composeSupergraph(subgraphs).supergraphSdl);
  const started: Contestant[] = [];
  for (const name of names) {
    const gateway = endings.add(
      await startProcess<{ url: string }>({
        ...{ name, env, settings: { supergraphPath, peersFolder } },
        module: new URL(`./serve-${name}.js`, import.meta.url),
      }),
    );
    const settings: LoadSettings = {
      url: gateway.ready.url,
      token: 'nobody',
      query,
      ids: toyIds,
      connections,
    };
    const load = endings.add(
      await startProcess({
        ...{ name: `load on ${name}`, settings },
        module: new URL('../load/ask-constantly.js', import.meta.url),
      }),
    );
    started.push({ name, gateway, load });
  }
  return started;
}

/** Throws unless all answer alike; gives the size of an answer. */
async function assertAlike(contestants: readonly Contestant[]): Promise<number> {
  let bytes = 0;
  for (let at = 0; at < 20; at += 1) {
    const answers = await Promise.all(contestants.map(({ load }) => load.ask<string>('ask', at)));
    const [first, ...others] = answers.map((text) => JSON.parse(text).data);
    for (const [index, other] of others.entries())
      if (!isDeepStrictEqual(first, other))
        throw new Error(`${contestants[index + 1]?.name} answers differently`);
    bytes = answers[0]?.length ?? 0;
  }
  return bytes;
}

async function measureAll(
  contestants: readonly Contestant[],
  { rounds, seconds, identical }: Run & { readonly rounds: number; readonly identical: boolean },
): Promise<ReadonlyMap<Name, readonly Round[]>> {
  const measured = new Map<Name, Round[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? contestants : contestants.toReversed();
    for (const { name, gateway, load } of order) {
      await load.ask('run', { seconds: 1, identical, forgiving: true });
      const before = await gateway.ask<number>('cpu');
      const result = await load.ask<RunResult>('run', { seconds, identical });
      const spent = (await gateway.ask<number>('cpu')) - before;
      measured.get(name)?.push({
        perCpuSecond: (result.requests * 1e6) / spent,
        perSecond: result.requests / result.seconds,
        p50Ms: result.p50Ms,
      });
    }
  }
  return measured;
}

/** Prints each, and gives how many times stock and Hive Gateway ours answers per CPU second. */
function print(measured: ReadonlyMap<Name, readonly Round[]>): readonly [stock: number, hive: number] {
  const median = new Map<Name, number>();
  for (const [name, rounds] of measured) {
    const cpu = spreadOf(rounds.map(({ perCpuSecond }) => perCpuSecond));
    const rate = spreadOf(rounds.map(({ perSecond }) => perSecond));
    const p50 = spreadOf(rounds.map(({ p50Ms }) => p50Ms));
    median.set(name, cpu.median);
    console.log(
      `  ${name.padEnd(6)} per CPU second ${number(cpu.median)} (${number(cpu.least)}–${number(cpu.greatest)}), ` +
        `per second ${number(rate.median)}, p50 ${number(p50.median, 1)} ms`,
    );
  }
  const ours = median.get('ours') ?? 0;
  return [ours / (median.get('stock') ?? 0), ours / (median.get('hive') ?? 0)];
}
