import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = readFileSync(`${root}docs/gateway-alone.md`, 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text ?? '');
const [query = '', subscription = ''] = blocks('graphql');

const running: ChildProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), 'lastmile-alone-'));
const supergraph = join(folder, 'supergraph.graphql');
let url: string;

/** Resolves to the first address that the process prints. */
async function start(...words: string[]): Promise<string> {
  const child = spawn(process.execPath, ['--conditions=source', ...words], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const found = /https?:\/\/[\w.:]+\/graphql/.exec(said);
      if (found) resolve(found[0]);
    });
    child.once('exit', (code) => reject(new Error(`It ended (${code}): ${said}`)));
  });
}

/** As the page has it, with the ports that were free here. */
function compose(products: string, reviews: string, more = ''): void {
  const sdl = join(folder, 'reviews.graphql');
  writeFileSync(sdl, `${readFileSync(`${root}gateway/examples/reviews.graphql`, 'utf8')}${more}`);
  execFileSync(
    process.execPath,
    [
      ...['--conditions=source', 'tools/compose.js', '--out', supergraph],
      ...[`products=gateway/examples/products.graphql@${products}`, `reviews=${sdl}@${reviews}`],
    ],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: '', INIT_CWD: root } },
  );
}

async function ask(document: string, headers: Record<string, string> = {}, at = url) {
  const answer = await fetch(at, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: document }),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

let places: { products: string; reviews: string };
beforeAll(async () => {
  const [products, reviews] = await Promise.all([
    start('gateway/examples/products.js', '0'),
    start('gateway/examples/reviews.js', '0'),
  ]);
  places = { products, reviews };
  compose(products, reviews);
  const words = [
    '--supergraph',
    supergraph,
    '--identity',
    'off',
    '--port',
    '0',
    '--forward',
    'authorization',
  ];
  url = await start('gateway/src/alone/main.ts', ...words);
}, 60_000);

afterAll(async () => {
  for (const child of running) {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

describe('the gateway alone', () => {
  it('answers as its page says', async () => {
    expect((await ask(query)).json).toEqual(JSON.parse(blocks('json')[0] ?? ''));
  });

  it('completes the events of a subscription with the other subgraph, over a socket and as a stream', async () => {
    const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket });
    const heard: unknown[] = [];
    for await (const { data } of client.iterate({ query: subscription })) heard.push(data?.reviewAdded);
    await client.dispose();
    const [first, second] = [
      { stars: 3, product: { name: 'Router' } },
      { stars: 4, product: { name: 'Antenna' } },
    ];
    expect(heard).toEqual([first, second, first, second]);
    const stream = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: subscription }),
    });
    const text = await stream.text();
    expect(text.match(/"name":"Router"/g)).toHaveLength(2);
    expect(text).toMatch(/event: complete/);
  });

  it('passes on the headers that it was told to, and no others', async () => {
    const document = '{ products { reviews { askedBy } } }';
    const asked = JSON.stringify(
      (await ask(document, { authorization: 'Bearer ann', 'x-tenant': 'a' })).json,
    );
    expect(asked).toContain('"askedBy":"Bearer ann"');
    expect(JSON.stringify((await ask(document)).json)).toContain('"askedBy":null');
  });

  it('is ready while a subgraph is away, and says which part of the answer is missing', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const words = ['--supergraph', supergraph, '--identity', 'off', '--port', '0'];
    const other = await start(
      'gateway/src/alone/main.ts',
      ...words,
      '--subgraph',
      `reviews=http://127.0.0.1:${port}/`,
    );
    expect((await fetch(new URL('/health/ready', other))).status).toBe(200);
    const { status, json } = await ask('{ products { name reviews { stars } } }', {}, other);
    expect(status).toBe(200);
    const hole = (at: number) => ({
      path: ['products', at, 'reviews'],
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
    });
    expect(json).toMatchObject({ data: null, errors: [hole(0), hole(1)] });
    expect(JSON.stringify(json)).not.toContain(String(port));
  }, 30_000);

  it('serves a new supergraph without a restart', async () => {
    const document = '{ __type(name: "Later") { name } }';
    expect((await ask(document)).json).toEqual({ data: { __type: null } });
    compose(places.products, places.reviews, 'type Later { id: ID }');
    for (let tries = 0; tries < 100; tries += 1) {
      const { json } = await ask(document);
      if (JSON.stringify(json).includes('Later')) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('It still serves the old one');
  }, 30_000);

  it.each([
    [[], /say `--identity off`/],
    [['--identity', 'off', '--supergraph', 'nowhere.graphql'], /nowhere\.graphql cannot be read \(ENOENT\)/],
    [['--identity', 'off', '--subgraph', 'reviews'], /write <name>=<value>/],
    [['--identity', 'off', '--suprgraph', 'x'], /Unknown option '--suprgraph'/],
    [['--identity', 'off', '--share-subscriptions', 'never'], /--share-subscriptions: early or always/],
    [['--identity', 'off', '--subscriptions', 'reviews=mqtt'], /begins with ws, wss, sse\+http/],
  ])(
    'does not start with %j, and says why',
    async (words, why) => {
      const main = ['--conditions=source', 'gateway/src/alone/main.ts', ...words];
      const child = spawn(process.execPath, main, { cwd: root, env: { ...process.env, NODE_OPTIONS: '' } });
      let said = '';
      child.stderr.on('data', (chunk) => {
        said += chunk;
      });
      const [code] = await once(child, 'close');
      expect([code, said]).toEqual([1, expect.stringMatching(why)]);
    },
    30_000,
  );
});
