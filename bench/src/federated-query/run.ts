import { join } from 'node:path';
import { number } from '../measure/figures.ts';
import { machine } from '../measure/machine.ts';
import type { ProfileSummary } from '../measure/profile-process.ts';
import { Endings } from '../process/endings.ts';
import { folderOf } from '../process/folders.ts';
import { installPeers } from '../process/install-peers.ts';
import { readNumbers } from '../process/read-numbers.ts';
import { addLoad, assertAlike, type Contestant, measureRound, type Round, warmUp } from './measure-sides.ts';
import { type DemoData, prepareData } from './prepare-data.ts';
import { printProfile, printRounds, ratioOf } from './print-rounds.ts';
import { startStandaloneSide, startStockSide, stopSide } from './sides.ts';
import { signIn } from './sign-in.ts';
import { theQuery } from './the-query.ts';

const bench = 'federated-query';
const peers = { '@apollo/gateway': '2.14.4', '@apollo/server': '5.5.1', graphql: '16.15.0' };

interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
}

/** Standalone against stock @apollo/gateway over HTTP: requests per CPU second of gateway and subgraphs. */
export async function run(argv: readonly string[]): Promise<void> {
  const options = readNumbers(argv, { rounds: 5, seconds: 6, connections: 32 });
  const endings = new Endings();
  try {
    const peersFolder = installPeers(bench, peers);
    const data = await prepareData();
    endings.add(data.postgres);
    console.log(`${bench} on ${machine()}`);
    console.log(
      `${options.connections} connections, ${options.rounds} rounds of ${options.seconds} s each side in turn, ` +
        `another of ${data.customerIds.length} customers in each request\n`,
    );
    const withDatabase = await compare(endings, data, peersFolder, options, false);
    const without = await compare(endings, data, peersFolder, options, true);
    console.log(
      `${bench} ratio=${withDatabase.ratio.toFixed(2)} without_database=${without.ratio.toFixed(2)} ` +
        `identical=${withDatabase.identical.toFixed(2)} identical_without_database=${without.identical.toFixed(2)}`,
    );
  } finally {
    await endings.all();
  }
}

async function compare(
  endings: Endings,
  data: DemoData,
  peersFolder: string,
  options: Options,
  rowsRemembered: boolean,
): Promise<{ ratio: number; identical: number }> {
  const place = { ...data.place, rowsRemembered };
  console.log(
    rowsRemembered ? 'Without the database (loaders answer from rows fetched before)' : 'With the database',
  );
  const sides = [
    await startStandaloneSide(endings, place),
    await startStockSide(endings, place, peersFolder),
  ] as const;
  const token = await signIn(sides[0].url, data.staff);
  const load = { token, query: theQuery, ids: data.customerIds, connections: options.connections };
  const ours = await addLoad(endings, sides[0], load);
  const theirs = await addLoad(endings, sides[1], load);
  await assertAlike([ours, theirs], data.customerIds.length, rowsRemembered ? 1 : 20);
  for (const one of [ours, theirs]) await warmUp(one, { seconds: options.seconds });

  const different = await alternate(ours, theirs, data.postgres.pid, options, false);
  printRounds('standalone', different.ours);
  printRounds('stock', different.theirs);
  const ratio = ratioOf(different.ours, different.theirs);
  console.log(`  ratio ${ratio.toFixed(2)}\n`);
  const same = await alternate(ours, theirs, data.postgres.pid, { ...options, rounds: 3 }, true);
  const identical = ratioOf(same.ours, same.theirs);
  console.log(`  The same customer in each request, of which nothing follows: ratio ${identical.toFixed(2)}`);
  printRounds('standalone', same.ours);
  printRounds('stock', same.theirs);
  console.log('\n  Where the time goes (sampled in a round of its own)');
  await profile(ours, rowsRemembered, options);
  await profile(theirs, rowsRemembered, options);
  for (const one of [ours, theirs]) {
    await one.load.stop();
    await stopSide(one.side);
  }
  console.log('');
  return { ratio, identical };
}

async function alternate(
  ours: Contestant,
  theirs: Contestant,
  postmaster: number,
  { rounds, seconds }: Options,
  identical: boolean,
): Promise<{ ours: Round[]; theirs: Round[] }> {
  const measured = { ours: [] as Round[], theirs: [] as Round[] };
  for (let round = 0; round < rounds; round += 1) {
    const order = [
      ['ours', ours],
      ['theirs', theirs],
    ] as const;
    for (const [name, one] of round % 2 === 0 ? order : order.toReversed()) {
      await warmUp(one, { seconds: 1, identical });
      measured[name].push(await measureRound(one, { seconds, identical }, postmaster));
    }
  }
  return measured;
}

async function profile(contestant: Contestant, rowsRemembered: boolean, options: Options): Promise<void> {
  const { side, load } = contestant;
  const folder = folderOf(bench);
  await warmUp(contestant, { seconds: 1 });
  const processes = [side.gateway, ...side.subgraphs];
  for (const one of processes) await one.ask('profile-start');
  const { requests } = await load.ask<{ requests: number }>('run', { seconds: options.seconds });
  for (const one of processes) {
    const name = `${one.name.replaceAll(' ', '-')}${rowsRemembered ? '-without-database' : ''}`;
    const summary = await one.ask<ProfileSummary>('profile-stop', join(folder, `${name}.cpuprofile`));
    // Domains that have no part in the query are left out.
    if ((summary.busyMs * 1_000) / requests >= 50) printProfile(one.name, summary, requests);
  }
  console.log(`  (${number(requests)} requests; profiles are in ${folder})`);
}
