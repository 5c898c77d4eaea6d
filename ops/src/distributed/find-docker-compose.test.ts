import { expect, it } from '@jest/globals';
import { findDockerCompose } from './find-docker-compose.ts';

it('a missing docker-compose is said with how to install it', () => {
  const found = findDockerCompose('no-such-command');
  expect(found.available).toBe(false);
  expect(found.why).toMatch(/apt-get install docker-compose/);
});
