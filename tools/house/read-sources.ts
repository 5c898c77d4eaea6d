import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const places = ['packages', 'subgraphs', 'gateway', 'standalone', 'ops', 'e2e', 'bench', 'tools'];
const skipped = new Set(['node_modules', 'dist', 'generated', '.lastmile', '.turbo']);

export interface Source {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every source file of ours, generated ones left out. */
export function readSources(): Source[] {
  return places
    .flatMap((place) => filesBelow(join(root, place)))
    .map((file) => ({
      path: relative(root, file),
      text: readFileSync(file, 'utf8'),
    }));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return /\.(ts|js)$/.test(entry.name) ? [path] : [];
  });
}

export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** What a file imports, by what stands in its text. */
export function importsOf({ text }: Source): Import[] {
  const stated = [...text.matchAll(statement)].map((match) => ({
    from: match[2] ?? '',
    typeOnly: match[1] !== undefined,
  }));
  const later = [...text.matchAll(dynamic)].map((match) => ({ from: match[1] ?? '', typeOnly: false }));
  return [...stated, ...later];
}
