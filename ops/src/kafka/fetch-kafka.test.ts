import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fetchKafka } from './fetch-kafka.ts';

const FILES: Record<string, string> = {
  'org/one/1/one-1.jar': 'first',
  'org/two/2/two-2.jar': 'second',
};
const sums = Object.fromEntries(
  Object.entries(FILES).map(([path, text]) => [path, createHash('sha256').update(text).digest('hex')]),
);

describe('fetching Kafka on a machine without Maven', () => {
  let server: Server;
  let repository: string;
  let asked: string[] = [];
  let libraryDir: string;
  const maven = 'no-such-maven';

  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = (request.url ?? '').slice(1);
      asked.push(path);
      const text = FILES[path];
      response.statusCode = text === undefined ? 404 : 200;
      response.end(text);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    repository = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(async () => {
    asked = [];
    libraryDir = await mkdtemp(join(tmpdir(), 'lastmile-lib-'));
  });
  afterAll(() => {
    server.close();
  });

  it('takes the same jars straight from the repository, once, however many ask', async () => {
    const options = { libraryDir, repository, maven, jars: sums };
    const folders = await Promise.all([1, 2, 3].map(() => fetchKafka(options)));
    expect(new Set(folders).size).toBe(1);
    expect(await readFile(join(folders[0] as string, 'two-2.jar'), 'utf8')).toBe('second');
    await fetchKafka(options);
    expect(asked.sort()).toEqual(Object.keys(FILES));
    await rm(libraryDir, { recursive: true });
  });

  it('installs nothing when a jar is not the one that was reviewed', async () => {
    const jars = { ...sums, 'org/two/2/two-2.jar': '0'.repeat(64) };
    await expect(fetchKafka({ libraryDir, repository, maven, jars })).rejects.toThrow(
      /two-2\.jar is .* nothing was/,
    );
    expect((await readdir(libraryDir)).filter((name) => !name.endsWith('.part'))).toEqual([]);
    await rm(libraryDir, { recursive: true });
  });

  it('says which file could not be had and what helps', async () => {
    const jars = { 'org/gone/1/gone-1.jar': 'x' };
    await expect(fetchKafka({ libraryDir, repository, maven, jars })).rejects.toThrow(
      /gone-1\.jar.*install Maven/,
    );
    await rm(libraryDir, { recursive: true });
  });
});
