import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { claimDirectory } from './embedded/claim-directory.ts';

/** Where the clients go: beside the sources, so that `@lastmile/database/generated/<domain>/client` finds them. */
export const GENERATED_DIR = fileURLToPath(new URL('../src/generated', import.meta.url));

export interface ClientSource {
  /** The folder below generated/. */
  readonly name: string;
  readonly schemaFile: string;
}

/**
 * Makes the Prisma client of each source whose schema or generator changed since, without the network. A client
 * appears whole: who imports meanwhile sees the old one or the new one. Returns the names of those made.
 * Throws an Error with Prisma's words for a schema that is wrong.
 */
export async function generateClients(
  sources: readonly ClientSource[],
  generatedDir = GENERATED_DIR,
): Promise<string[]> {
  mkdirSync(generatedDir, { recursive: true });
  const release = await waitForTurn(generatedDir);
  try {
    const stale = sources.filter((source) => stampOf(source) !== readStamp(generatedDir, source.name));
    for (const source of stale) await generate(source, generatedDir);
    return stale.map(({ name }) => name);
  } finally {
    release();
  }
}

/** Removes the clients of schemas that are gone. */
export function dropOrphans(sources: readonly ClientSource[], generatedDir = GENERATED_DIR): void {
  const names = new Set(sources.map(({ name }) => name));
  for (const entry of existsSync(generatedDir) ? readdirSync(generatedDir, { withFileTypes: true }) : []) {
    if (entry.isDirectory() && !names.has(entry.name) && !entry.name.startsWith('.')) {
      rmSync(join(generatedDir, entry.name), { recursive: true, force: true });
    }
  }
}

const STAMP = '.made-from';
const require = createRequire(import.meta.url);
const run = promisify(execFile);

/** The settings under which a client loads both compiled and from source. */
const GENERATOR = {
  provider: '"prisma-client"',
  runtime: '"nodejs"',
  moduleFormat: '"esm"',
  importFileExtension: '"ts"',
};

async function generate(source: ClientSource, generatedDir: string): Promise<void> {
  const schema = readFileSync(source.schemaFile, 'utf8');
  checkGenerator(source, schema, generatedDir);
  const draft = join(generatedDir, `.draft-${source.name}`);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const draftSchema = join(draft, 'schema.prisma');
  writeFileSync(draftSchema, schema.replace(/^(\s*output\s*=\s*)".*"/m, '$1"./client"'));
  try {
    await runPrisma(draftSchema, draft);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    const { stderr, stdout } = error as { stderr?: string; stdout?: string };
    throw new Error(
      `${source.schemaFile} cannot be turned into a client:\n${stderr || stdout || String(error)}`,
    );
  }
  writeFileSync(join(draft, 'client', STAMP), stampOf(source));
  const target = join(generatedDir, source.name);
  rmSync(join(draft, 'old'), { recursive: true, force: true });
  if (existsSync(target)) renameSync(target, join(draft, 'old'));
  renameSync(join(draft, 'client'), target);
  rmSync(draft, { recursive: true, force: true });
}

/** Generating needs no schema engine, but Prisma insists on having one: any program that exists satisfies it. */
async function runPrisma(schemaFile: string, cwd: string): Promise<void> {
  const cli = join(dirname(require.resolve('prisma/package.json')), 'build', 'index.js');
  const env = {
    PATH: dirname(process.execPath),
    HOME: tmpdir(),
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
    NO_COLOR: '1',
  };
  await run(process.execPath, [cli, 'generate', '--schema', schemaFile], { cwd, env, timeout: 120_000 });
}

function checkGenerator({ name, schemaFile }: ClientSource, schema: string, generatedDir: string): void {
  const block = /^\s*generator\s+\w+\s*\{([^}]*)\}/m.exec(schema)?.[1] ?? '';
  const output = relative(dirname(schemaFile), join(generatedDir, name));
  const wanted = { ...GENERATOR, output: `"${output}"` };
  const wrong = Object.entries(wanted).filter(([key, value]) => settingIn(block, key) !== value);
  if (wrong.length === 0) return;
  const lines = Object.entries(wanted).map(([key, value]) => `  ${key.padEnd(19)} = ${value}`);
  throw new Error(
    `${schemaFile}: the generator's ${wrong.map(([key]) => key).join(', ')} must be as follows:\ngenerator client {\n${lines.join('\n')}\n}`,
  );
}

function settingIn(block: string, key: string): string | undefined {
  return new RegExp(`^\\s*${key}\\s*=\\s*(\\S+)`, 'm').exec(block)?.[1];
}

function stampOf({ schemaFile }: ClientSource): string {
  const { version } = require('prisma/package.json') as { version: string };
  return createHash('sha256').update(version).update(readFileSync(schemaFile)).digest('hex');
}

function readStamp(generatedDir: string, name: string): string | undefined {
  const file = join(generatedDir, name, STAMP);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Two processes that generate at once (a build and a test run) take turns. */
async function waitForTurn(directory: string): Promise<() => void> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    try {
      return claimDirectory(directory).release;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
