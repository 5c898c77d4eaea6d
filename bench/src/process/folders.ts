import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The checkout. */
export const root = join(import.meta.dirname, '../../..');

/** What a bench keeps between runs lies here, in nobody's way. */
export function folderOf(bench: string): string {
  const folder = join(root, '.lastmile/bench', bench);
  mkdirSync(folder, { recursive: true });
  return folder;
}
