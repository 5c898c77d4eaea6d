import { silentLog } from '@lastmile/telemetry/log';
import type { Carrier } from './carrier.ts';
import type { MessagingTx } from './domain-messaging.ts';
import { projection } from './handler.ts';
import { createInProcessCarrier } from './in-process.ts';
import { createKafkaCarrier } from './kafka.ts';
import { createEffects, openTestDomain, orderPlaced, placed, recordEffect } from './testing.ts';

/**
 * A process for tests: one domain writes, the other counts, until somebody kills it. Says a line after each commit.
 * Arguments: the databases of the two, keys, and the carrier.
 */
const [shopUrl = '', storeUrl = '', keys = '', kind = 'in-process', namespace = '', brokers = ''] =
  process.argv.slice(2);

function openCarrier(): Carrier {
  if (kind === 'in-process') return createInProcessCarrier();
  return createKafkaCarrier({
    ...{ brokers: brokers.split(','), clientId: 'killed', namespace, log: silentLog },
    ...{ leaseMs: 1_000, sessionMs: 6_000 },
    feed: (_domain, request) => shop.messaging.feed(request),
  });
}

const carrier = openCarrier();
const count = projection<MessagingTx, [typeof orderPlaced]>({
  name: 'count',
  on: [orderPlaced],
  apply: (tx, event) => recordEffect(tx, 'count', event),
});
const shop = openTestDomain({ domain: 'shop', url: shopUrl, carrier });
const store = openTestDomain({ domain: 'store', url: storeUrl, carrier, handlers: [count] });
await createEffects(store.pool);
await shop.messaging.start();
await store.messaging.start();
for (;;) {
  for (const key of keys.split(',')) {
    await shop.append(placed(key));
    process.stdout.write('committed\n');
  }
}
