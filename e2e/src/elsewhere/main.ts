import 'reflect-metadata';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPeers } from '@lastmile/bench/process/install-peers';
import { startDemoWorld } from './demo-world.ts';
import { playElsewhere } from './play-elsewhere.ts';
import { printComparisons } from './print-comparisons.ts';
import { serveHive } from './serve-hive.ts';
import { serveStock } from './serve-stock.ts';

/** npm run elsewhere: ends with 1 where a gateway answers otherwise than ours. */
const peers = {
  '@apollo/gateway': '2.14.4',
  '@apollo/server': '5.5.1',
  '@graphql-hive/gateway-runtime': '2.12.1',
  // How it reaches subgraphs.
  '@graphql-mesh/transport-http': '1.2.1',
  graphql: '16.15.0',
};
const installedAt = join(installPeers('elsewhere', peers), 'package.json');
const supergraphPath = join(import.meta.dirname, '../../../schema/supergraph.graphql');
const dataDir = mkdtempSync(join(tmpdir(), 'lastmile-elsewhere-'));
console.log('Starting the demo provider …');
const world = await startDemoWorld(dataDir);
let exit = 1;
try {
  const places = [serveStock, serveHive].map((serve) => ({ serve, installedAt }));
  const supergraphSdl = readFileSync(supergraphPath, 'utf8');
  const compared = await playElsewhere({ ...world, supergraphSdl }, places, (gateway) =>
    console.log(`Telling the story through ${gateway} …`),
  );
  exit = printComparisons(compared) ? 0 : 1;
} finally {
  await world.stop();
  await rm(dataDir, { recursive: true, force: true });
}
process.exit(exit);
