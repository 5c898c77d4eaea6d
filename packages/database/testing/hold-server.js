// Starts an embedded server, says so in a line of JSON, and holds it until it is killed: for tests that kill.
import { startEmbedded } from '../src/embedded.ts';

const [dataDir, port] = process.argv.slice(2);
try {
  const server = await startEmbedded({ dataDir, log: () => {}, ...(port ? { port: Number(port) } : {}) });
  process.on('SIGTERM', async () => {
    await server.stop();
    process.exit(0);
  });
  const { port: at, pid, adopted } = server;
  console.log(JSON.stringify({ pid, port: at, adopted, url: server.url('postgres') }));
  setInterval(() => {}, 1_000);
} catch (error) {
  console.log(JSON.stringify({ code: error.code, message: error.message }));
}
