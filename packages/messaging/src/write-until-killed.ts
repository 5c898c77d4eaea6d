import { randomUUID } from 'node:crypto';
import { silentLog } from '@lastmile/telemetry/log';
import { appendEvents } from './append-events.ts';
import { createSequencer } from './sequencer.ts';
import { openPool, placed, transactOn } from './testing.ts';

/**
 * A process for tests: writes and sequences as fast as it can until somebody kills it. Says `committed <key> <n>` after
 * each commit, n being how many events it has committed for that key.
 */
const [url = '', ...keys] = process.argv.slice(2);
const pool = openPool(url);
const sequencer = createSequencer({ domain: 'shop', pool, log: silentLog, batchSize: 7 });
await sequencer.start();
for (let round = 1; ; round += 1) {
  for (const key of keys) {
    await transactOn(pool, ({ query }) =>
      appendEvents(query, 'shop', [placed(key)], { correlationId: randomUUID() }),
    );
    process.stdout.write(`committed ${key} ${round}\n`);
    sequencer.wake();
  }
}
