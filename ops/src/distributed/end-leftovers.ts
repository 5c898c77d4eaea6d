import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '@lastmile/telemetry/log';
import { endLeftover, findLeftover } from '../kafka/leftover-process.ts';

/** Ends processes that a killed run left behind: their numbers are in the folder, `<service>-<replica>.pid`. */
export async function endLeftovers(
  folder: string,
  commands: ReadonlyMap<string, readonly string[]>,
  log: Log,
): Promise<void> {
  const files = await readdir(folder).catch(() => []);
  for (const file of files.filter((name) => name.endsWith('.pid'))) {
    const command = commands.get(file.replace(/-\d+\.pid$/, ''));
    const path = join(folder, file);
    // The number alone proves nothing: it may be another process's by now.
    const pid = command && (await findLeftover(path, command.slice(1).join(' ')));
    if (!pid) continue;
    log.warn('Ending a process that an earlier run left behind', {
      process: file.slice(0, -4),
      leftover: pid,
    });
    await endLeftover(pid, path);
  }
}
