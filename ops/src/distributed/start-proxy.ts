import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { balanceConnections } from './balance-connections.ts';
import { type ForeignService, publishedPort } from './read-compose.ts';
import type { Server, Site } from './server.ts';
import { startNginx } from './start-nginx.ts';

const UPSTREAM = new URL('../../proxy/upstream.conf', import.meta.url);

/**
 * The proxy before the gateways, at the port that the file publishes: nginx with the same configuration where it is
 * installed, otherwise connections are passed on in turn by this process.
 */
export async function startProxy(service: ForeignService, site: Site): Promise<Server> {
  const { name, port } = await upstream();
  const replicas = site.replicasOf(name, port);
  if (replicas.length === 0)
    throw new Error(`The proxy passes on to ${name}, which is not a service of the file.`);
  const wanted = site.proxyPort ?? publishedPort(service);
  const nginx = await startNginx({
    port: wanted,
    replicas,
    folder: join(site.dataDir, 'proxy'),
    log: site.log,
  });
  const proxy = nginx ?? (await balanceConnections({ host: '127.0.0.1', port: wanted }, replicas));
  if (!nginx) site.log.info('nginx is not installed; connections are passed on to the gateways in turn');
  return {
    addresses: new Map([[8080, `127.0.0.1:${proxy.port}`]]),
    url: `http://localhost:${proxy.port}`,
    stop: () => proxy.stop(),
  };
}

/** Whom the proxy's own configuration passes on to. */
async function upstream(): Promise<{ name: string; port: number }> {
  const [, name, port] = /^\s*server ([\w-]+):(\d+)/m.exec(await readFile(UPSTREAM, 'utf8')) ?? [];
  if (!name) throw new Error('ops/proxy/upstream.conf names no server.');
  return { name, port: Number(port) };
}
