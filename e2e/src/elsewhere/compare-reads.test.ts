import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { GraphqlClient } from '../client/graphql-client.ts';
import { compareReads } from './compare-reads.ts';

/** What the next answers are, the last one again and again. */
const answers: Record<'ours' | 'theirs', unknown[]> = { ours: [], theirs: [] };
const servers = Object.values(answers).map((given) =>
  createServer((_request, response) => {
    response.end(JSON.stringify(given.length > 1 ? given.shift() : given[0]));
  }),
);
const urlOf = (index: number) =>
  `http://127.0.0.1:${(servers[index]?.address() as AddressInfo | undefined)?.port}`;

beforeAll(async () => {
  for (const server of servers) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => {
  for (const server of servers) server.close();
});

async function compare(ours: unknown[], theirs: unknown[]) {
  answers.ours.splice(0, Number.POSITIVE_INFINITY, ...ours);
  answers.theirs.splice(0, Number.POSITIVE_INFINITY, ...theirs);
  const client = new GraphqlClient(urlOf(0));
  const read = { name: 'Lamp', document: parse('query Lamp { lamp }') as never, variables: {}, client };
  const there = { name: 'there', url: urlOf(1), stop: async () => {} };
  return (await compareReads([read], [there]))[0]?.difference;
}

const lamp = (state: string) => ({ data: { lamp: state, light: { lumen: 1 } } });
const refusal = { errors: [{ message: 'No lamp', extensions: { code: 'NOT_FOUND' } }] };

describe('answers of a gateway elsewhere', () => {
  it('are the same whatever the order of keys', async () => {
    const turned = { data: { light: { lumen: 1 }, lamp: 'on' } };
    expect(await compare([lamp('on')], [turned])).toBeUndefined();
  });

  it.each([
    ['other data', [lamp('on')], [lamp('off')], /"lamp":"on".*"lamp":"off"/],
    ['data and errors', [lamp('on')], [{ ...lamp('on'), ...refusal }], /No lamp/],
    ['errors on both sides', [refusal], [refusal], /^ours: .*NOT_FOUND/],
  ])('are different with %s', async (_what, ours, theirs, difference) => {
    expect(await compare(ours, theirs)).toMatch(difference);
  });

  it('are asked for again when ours has changed meanwhile', async () => {
    expect(await compare([lamp('on'), lamp('off')], [lamp('off')])).toBeUndefined();
  });
});
