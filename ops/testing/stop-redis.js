import { rm } from 'node:fs/promises';

export default async function stop() {
  const started = globalThis.lastmileTestRedis;
  if (started === undefined) return;
  await started.redis.stop();
  await rm(started.dataDir, { recursive: true, force: true });
}
