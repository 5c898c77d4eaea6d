import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a process holds, in bytes, once what nobody needs any more has been collected. */
export interface Memory {
  readonly heap: number;
  /** Buffers and the like, outside of the heap. */
  readonly external: number;
  readonly resident: number;
}

let collect: (() => void) | undefined;

/** Collects garbage first: it stops the process for some tens of milliseconds, so no latency is measured beside it. */
export function readMemory(): Memory {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed, external, resident: rss };
}
