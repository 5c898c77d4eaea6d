import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What the figures were got on; other load on the machine at the time is part of it. */
export function machine(): string {
  const load = loadavg()[0]?.toFixed(1);
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} × ${cpus()[0]?.model.trim()}, ${memory} GB, Node ${process.version}, load before ${load}`;
}
