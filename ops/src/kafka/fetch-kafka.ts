import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Log } from '@lastmile/telemetry/log';
import { findMaven } from './find-kafka.ts';
import { withLock } from './lock-file.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DEFINITION = join(ROOT, 'ops/kafka');
const MAVEN_CENTRAL = 'https://repo.maven.apache.org/maven2';
const SIDE_BY_SIDE = 6;

export const DEFAULT_LIBRARY = join(ROOT, '.lastmile/kafka-lib');

export interface FetchOptions {
  /** Where the jars are kept; default `.lastmile/kafka-lib` of the checkout. */
  libraryDir?: string | undefined;
  /** Maven 2 repository that is asked when Maven itself is not installed. */
  repository?: string;
  /** The Maven command; default `mvn`. */
  maven?: string;
  /** Path in the repository → SHA-256 in hex; default `ops/kafka/jars.json`. */
  jars?: Record<string, string>;
  log?: Log | undefined;
}

/** The folder of Kafka's jars, fetched at the first call and checked against `ops/kafka/jars.json`. */
export async function fetchKafka(options: FetchOptions = {}): Promise<string> {
  const folder = options.libraryDir ?? DEFAULT_LIBRARY;
  const jars = options.jars ?? (await readJars());
  // The name follows the list, so that a checkout with other jars does not start on these.
  const lib = join(folder, sha256(JSON.stringify(jars)).slice(0, 12));
  if (await exists(lib)) return lib;
  await mkdir(folder, { recursive: true });
  return withLock(`${lib}.lock`, async () => {
    if (await exists(lib)) return lib;
    const part = `${lib}.part`;
    await rm(part, { recursive: true, force: true });
    await mkdir(part);
    await download(part, jars, options);
    await verify(part, jars);
    await rename(part, lib);
    return lib;
  });
}

async function readJars(): Promise<Record<string, string>> {
  return JSON.parse(await readFile(join(DEFINITION, 'jars.json'), 'utf8'));
}

async function download(to: string, jars: Record<string, string>, options: FetchOptions): Promise<void> {
  const count = Object.keys(jars).length;
  if (findMaven(options.maven)) {
    options.log?.info('fetching Kafka with Maven, once', { jars: count });
    return downloadWithMaven(to, options.maven ?? 'mvn');
  }
  const repository = options.repository ?? MAVEN_CENTRAL;
  options.log?.info('fetching Kafka, once; Maven is not installed, so straight from the repository', {
    jars: count,
  });
  const left = Object.keys(jars);
  const worker = async () => {
    for (let path = left.shift(); path !== undefined; path = left.shift())
      await downloadOne(path, to, repository);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
}

async function downloadWithMaven(to: string, maven: string): Promise<void> {
  const pom = join(to, 'pom.xml');
  await cp(join(DEFINITION, 'pom.xml'), pom);
  const goal = ['-B', '-q', '-f', pom, 'dependency:copy-dependencies'];
  try {
    await promisify(execFile)(maven, [...goal, '-DincludeScope=runtime', `-DoutputDirectory=${to}`], {
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const said = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('ERROR'));
    throw new Error(
      `Maven could not fetch Kafka; is the network there? It said: ${said.slice(0, 3).join(' ') || String(error)}`,
      { cause: error },
    );
  }
}

async function downloadOne(path: string, to: string, repository: string): Promise<void> {
  const url = `${repository}/${path}`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(120_000) });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    await writeFile(join(to, basename(path)), Buffer.from(await response.arrayBuffer()));
  } catch (error) {
    throw new Error(
      `${url} could not be fetched; install Maven (apt-get install maven) if this machine reaches a mirror only.`,
      { cause: error },
    );
  }
}

/** Throws when a jar is missing or is not the one that was reviewed; what nobody reviewed is thrown away. */
async function verify(folder: string, jars: Record<string, string>): Promise<void> {
  for (const [path, expected] of Object.entries(jars)) {
    const bytes = await readFile(join(folder, basename(path))).catch(() => undefined);
    const found = bytes === undefined ? 'missing' : sha256(bytes);
    if (found === expected) continue;
    throw new Error(
      `${basename(path)} is ${found}, and ops/kafka/jars.json says ${expected}; nothing was installed.`,
    );
  }
  const reviewed = new Set(Object.keys(jars).map((path) => basename(path)));
  const others = (await readdir(folder)).filter((name) => !reviewed.has(name));
  await Promise.all(others.map((name) => rm(join(folder, name), { recursive: true })));
}

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
