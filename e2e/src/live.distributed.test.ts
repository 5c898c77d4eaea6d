import { describe } from '@jest/globals';
import { startDistributedWorld } from './distributed-world.ts';
import { describeLive } from './live/describe-live.ts';

describe('live updates, two processes of each over Kafka', () => {
  describeLive(() => startDistributedWorld(), 300_000);
});
