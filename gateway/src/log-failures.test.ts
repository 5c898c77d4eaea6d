import { expect, it } from '@jest/globals';
import { buildGraph } from '@lastmile/federation/testing/build-graph';
import { readableLog, startAlone } from './alone/testing-alone.ts';
import { logFailures } from './log-failures.ts';

it('The log says why a subgraph gave no answer, with the correlation id and not with what is secret', async () => {
  const { log, lines } = readableLog();
  const { supergraphSdl } = buildGraph({ shop: { sdl: 'type Query { sold: Int }' } });
  const words = ['--subgraph', 'shop=http://user:hush@127.0.0.1:1/graphql'];
  const gateway = await startAlone(supergraphSdl, words, log);
  try {
    const { errors } = await gateway.ask('{ sold }');
    expect(errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
    const told = lines().filter(({ level }) => level === 'warn');
    expect(told).toMatchObject([
      {
        message: 'The subgraph shop failed',
        ...{ subgraph: 'shop', code: 'SUBGRAPH_UNAVAILABLE', cause: 'ECONNREFUSED' },
        correlationId: expect.any(String),
      },
    ]);
    expect(JSON.stringify(told)).not.toContain('hush');
  } finally {
    await gateway.stop();
  }
});

it('The same cause is told once in ten seconds, with how often it was left out', () => {
  const { log, lines } = readableLog();
  let now = 0;
  const failures = logFailures(log, () => now);
  const refused = { code: 'SUBGRAPH_UNAVAILABLE', cause: 'ECONNREFUSED' };
  for (let at = 0; at < 5; at += 1) failures('shop')(refused, undefined);
  failures('stock')(refused, undefined);
  failures('shop')({ code: 'SUBGRAPH_BAD_ANSWER', cause: 'status 401' }, undefined);
  now = 10_000;
  failures('shop')(refused, undefined);
  expect(lines().map(({ subgraph, cause, leftOut }) => [subgraph, cause, leftOut])).toEqual([
    ['shop', 'ECONNREFUSED', 0],
    ['stock', 'ECONNREFUSED', 0],
    ['shop', 'status 401', 0],
    ['shop', 'ECONNREFUSED', 4],
  ]);
});
