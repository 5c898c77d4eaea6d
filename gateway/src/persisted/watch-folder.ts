import { type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { BadSettings } from '@lastmile/kernel/settings';

/** Throws BadSettings, naming the setting that says which folder it is. */
export async function assertReadable(setting: string, folder: string): Promise<void> {
  await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new BadSettings([`${setting}: the folder ${folder} cannot be read (${error.code})`]);
  });
}

/** Calls back shortly after files of a folder have changed, once for changes that come together. Returns what ends it. */
export function watchFolder(folder: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watcher: FSWatcher = watch(folder, { persistent: false }, () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, 100);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
