import { mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_SERVER } from '../src/config.ts';
// Node runs TypeScript itself, so that tests need no build.
import { ownerOf } from '../src/embedded/claim-directory.ts';
import { removeEmbedded, startEmbedded } from '../src/embedded.ts';

/** The run's own folder, and those of tests that start servers of their own. */
const PREFIX = 'lastmile-tests-';
const PREFIXES = [PREFIX, 'lastmile-server-', 'lastmile-embedded-'];

/** jest's globalSetup: one PostgreSQL for the run, in a temporary folder, whose URL goes to the workers. */
export default async function startPostgres() {
  await removeAbandoned();
  const server = await startEmbedded({
    dataDir: mkdtempSync(join(tmpdir(), PREFIX)),
    durable: false,
    log: (message) => process.env.LASTMILE_TEST_LOG && process.stderr.write(`${message}\n`),
  });
  globalThis.lastmileTestServer = server;
  process.env[TEST_SERVER] = server.url('postgres');
}

/** Runs that were killed leave their server behind; one that is younger than this may just be starting. */
const START_MS_MAX = 60_000;

async function removeAbandoned() {
  for (const entry of readdirSync(tmpdir())) {
    if (!PREFIXES.some((prefix) => entry.startsWith(prefix))) continue;
    const folder = join(tmpdir(), entry);
    try {
      const young = Date.now() - statSync(folder).ctimeMs < START_MS_MAX;
      if (!young && !ownerOf(folder)) await removeEmbedded(folder);
    } catch {
      // Somebody else's, or being removed by another run at this moment.
    }
  }
}
