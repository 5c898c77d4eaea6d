import { closeSync, mkdirSync, openSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Makes the folder of an installation's data. Throws where it cannot be made, or nothing be written into it. */
export function claimDataFolder(path: string): void {
  claim(`The data folder ${path}`, 'LASTMILE_DATA', path, () => {
    const probe = join(path, `.written-by-${process.pid}`);
    mkdirSync(probe);
    rmdirSync(probe);
  });
}

/** Makes the folder of the log file. Throws where it cannot be made, or the file not be written. */
export function claimLogFile(path: string): void {
  claim(`The log file ${path}`, 'LASTMILE_LOG', dirname(path), () => closeSync(openSync(path, 'a')));
}

function claim(what: string, setting: string, folder: string, write: () => void): void {
  const tried = (verb: string, work: () => unknown) => {
    try {
      work();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(`${what} cannot be ${verb} (${code}): choose another with ${setting}.`);
    }
  };
  tried('made', () => mkdirSync(folder, { recursive: true }));
  tried('written', write);
}
