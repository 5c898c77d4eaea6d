import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dropOrphans, generateClients } from './generate-clients.ts';

let folder: string;
let generated: string;
let schemaFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastmile-generate-'));
  generated = join(folder, 'generated');
  schemaFile = join(folder, 'schema.prisma');
  writeSchema('name String');
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeSchema(field: string, moduleFormat = 'esm'): void {
  writeFileSync(
    schemaFile,
    `generator client {
  provider            = "prisma-client"
  runtime             = "nodejs"
  moduleFormat        = "${moduleFormat}"
  importFileExtension = "ts"
  output              = "generated/toy"
}
datasource db {
  provider = "postgresql"
}
model Toy {
  id String @id
  ${field}
}
`,
  );
}

const generate = () => generateClients([{ name: 'toy', schemaFile }], generated);
const client = () => join(generated, 'toy', 'client.ts');

describe('generating Prisma clients', () => {
  it('makes what changed and leaves the rest alone', async () => {
    expect(await generate()).toEqual(['toy']);
    const { mtimeMs } = statSync(client());
    expect(await generate()).toEqual([]);
    expect(statSync(client()).mtimeMs).toBe(mtimeMs);
    writeSchema('colour String');
    expect(await generate()).toEqual(['toy']);
    expect(readFileSync(join(generated, 'toy', 'models', 'Toy.ts'), 'utf8')).toContain('colour');
  });

  it('keeps the client that is there when the schema is wrong, and says what is wrong', async () => {
    await generate();
    writeSchema('name Strng');
    await expect(generate()).rejects.toThrow(/schema\.prisma cannot be turned into a client[\s\S]*Strng/);
    expect(existsSync(client())).toBe(true);
  });

  it('refuses a generator whose client would not load here, showing the right one', async () => {
    writeSchema('name String', 'cjs');
    await expect(generate()).rejects.toThrow(/moduleFormat must be as follows[\s\S]*moduleFormat +=\s"esm"/);
  });

  it('takes turns when two run at once', async () => {
    expect((await Promise.all([generate(), generate()])).flat()).toEqual(['toy']);
  });

  it('removes the client of a schema that is gone', async () => {
    await generate();
    dropOrphans([], generated);
    expect(existsSync(client())).toBe(false);
  });
});
