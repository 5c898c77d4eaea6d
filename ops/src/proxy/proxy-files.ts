import { readFile } from 'node:fs/promises';

const FOLDER = new URL('../../proxy/', import.meta.url);
const HOST_PORT = /^(?:[\w.-]+|\[[\da-f:]+\]):\d{1,5}$/i;

export interface ProxyAddresses {
  /** `host:port` at which the proxy answers. */
  listen: string;
  /** `host:port` of every replica of the gateway. */
  replicas: readonly string[];
}

/** The proxy of ops/proxy for replicas at fixed addresses, as file name → content; put into one folder for nginx -c. */
export async function proxyFiles({ listen, replicas }: ProxyAddresses): Promise<Record<string, string>> {
  if (replicas.length === 0)
    throw new RangeError('The proxy needs at least one replica of the gateway to pass on to.');
  for (const address of [listen, ...replicas]) {
    if (!HOST_PORT.test(address))
      throw new TypeError(`"${address}" is not an address such as 127.0.0.1:4000.`);
  }
  const servers = replicas.map((replica) => `  server ${replica} max_fails=1 fail_timeout=5s;\n`).join('');
  return {
    'nginx.conf': await readFile(new URL('nginx.conf', FOLDER), 'utf8'),
    'listen.conf': `listen ${listen};\n`,
    'upstream.conf': `upstream gateway {\n  least_conn;\n${servers}  keepalive 64;\n}\n`,
  };
}
