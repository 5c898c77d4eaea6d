import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { describeFault, readAnnotations } from './check-annotations.ts';
import { listDomains, PRISMA_DIR } from './migration-files.ts';

const schemaWith = (...lines: string[]) => `
enum Tone {
  LOUD
}

/// Somebody.
model Person {
  ${lines.join('\n  ')}
  pets Pet[]

  // @data(none) in a line of its own counts for nobody
  @@index([name])
}

model Pet {
  id      String  @id /// @data(none)
  ownerId String /// @data(none)
  owner   Person @relation(fields: [ownerId], references: [id])
}
`;
const faultsOf = (...lines: string[]) =>
  readAnnotations(schemaWith(...lines), 'prisma/x/schema.prisma').faults.map(describeFault);

describe('the data annotations of a schema', () => {
  it('are read with whose data it is and how long it is kept', () => {
    const { columns, faults } = readAnnotations(
      schemaWith(
        'name String? @default("a /// b") /// The full name. @data(personal, of: customer, keep: "10 years (law)")',
        'tone Tone @default(LOUD) /// @data(none)',
      ),
      'x',
    );
    expect(faults).toEqual([]);
    expect(columns.slice(0, 2)).toEqual([
      { model: 'Person', column: 'name', data: { kind: 'personal', of: 'customer', keep: '10 years (law)' } },
      { model: 'Person', column: 'tone', data: { kind: 'none' } },
    ]);
  });

  it('are asked of every column, named with file, line, model and column', () => {
    expect(faultsOf('name String')).toEqual([
      'prisma/x/schema.prisma:8 Person.name: says nothing about its data; add /// @data(none) or /// @data(personal, of: customer, keep: "10 years after the contract")',
    ]);
  });

  it.each([
    ['name String // @data(none)', 'says nothing'],
    ['name String /// data(none)', 'says nothing'],
    ['name String @default("/// @data(none)")', 'says nothing'],
    ['tone Tone', 'says nothing'],
    ['tags String[]', 'says nothing'],
    ['name String /// @data', 'is not well formed'],
    ['name String /// @data(personal)', 'not well formed'],
    ['name String /// @data(personal, of: customer)', 'not well formed'],
    ['name String /// @data(personal, of: dog, keep: "1 year")', 'is of "dog"'],
    ['name String /// @data(personal, of: user, keep: " ")', 'how long'],
    ['name String /// @data(none) @data(none)', 'two @data'],
    ['name String /// @data(public)', 'not well formed'],
  ])('refuse %s', (line, problem) => {
    const faults = faultsOf(line);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(problem);
  });

  it('are not asked of relations', () => {
    expect(
      faultsOf('pet Pet? @relation(fields: [name], references: [id])', 'name String /// @data(none)'),
    ).toEqual([]);
  });
});

describe('our own schemas', () => {
  it('say for every column whether it is personal, whose, and how long it is kept', () => {
    const faults = listDomains().flatMap((domain) => {
      const schema = readFileSync(join(PRISMA_DIR, domain, 'schema.prisma'), 'utf8');
      return readAnnotations(schema, `prisma/${domain}/schema.prisma`).faults;
    });
    expect(faults.map(describeFault)).toEqual([]);
  });
});
