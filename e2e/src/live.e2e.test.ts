import { describe } from '@jest/globals';
import { describeLive } from './live/describe-live.ts';
import { startStandaloneWorld } from './standalone-world.ts';

describe('live updates of the house in one process', () => {
  describeLive(() => startStandaloneWorld());
});
