import { rm } from 'node:fs/promises';
import stopPostgres from '../../packages/database/testing/stop-postgres.js';

export default async function stop(globalConfig, projectConfig) {
  const started = globalThis.lastmileTestKafka;
  if (started !== undefined) {
    await started.kafka.stop();
    await rm(started.dataDir, { recursive: true, force: true });
  }
  await stopPostgres(globalConfig, projectConfig);
}
