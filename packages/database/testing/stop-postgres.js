import { removeEmbedded } from '../src/embedded.ts';

/** jest's globalTeardown. */
export default async function stopPostgres() {
  const server = globalThis.lastmileTestServer;
  if (!server) return;
  await server.stop(1_000);
  await removeEmbedded(server.dataDir);
}
