import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** What each file of a folder says, by its name without the ending; of one that cannot be read, why. */
export async function readEach<T>(
  folder: string,
  isOne: (file: string) => boolean,
  ending: string,
  read: (path: string, text: string) => T,
): Promise<ReadonlyMap<string, T | Error>> {
  const byName = new Map<string, T | Error>();
  for (const file of (await readdir(folder)).filter(isOne).sort()) {
    const path = join(folder, file);
    const one = await readFile(path, 'utf8')
      .then((text) => read(path, text))
      .catch((error: Error) => error);
    byName.set(basename(file, ending), one);
  }
  return byName;
}
