import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second. */
const microsecondsPerTick = 10_000;

/** CPU time of a PostgreSQL server with all of its processes, in microseconds; undefined where there is no /proc. */
export function postgresCpu(postmaster: number): number | undefined {
  try {
    let ticks = 0;
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const process = readStat(name);
      // Children that have ended are in their parent's count.
      if (Number(name) === postmaster) ticks += process.own + process.endedChildren;
      else if (process.parent === postmaster) ticks += process.own;
    }
    return ticks * microsecondsPerTick;
  } catch {
    return undefined;
  }
}

function readStat(pid: string) {
  let text = '';
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return { parent: 0, own: 0, endedChildren: 0 };
  }
  // The second field, the name, may hold spaces: what is behind its parenthesis is fields 3 and following.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0] = fields.slice(1);
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11);
  return { parent, own: user + system, endedChildren: childUser + childSystem };
}
