import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';

const domains = ['AUTH', 'CUSTOMER', 'BILLING', 'MONITORING', 'NOTIFICATION'];

const secret = () => randomBytes(36).toString('base64url');

/** Values of docker-compose.yml's variables that nothing else may know, in the order of the file. */
function freshValues(): [string, string][] {
  const keys = domains.flatMap((domain): [string, string][] => {
    const key = secret();
    return [
      [`${domain}_ASSERTION_KEYS`, key],
      [`SUBGRAPH_KEY_${domain}`, key],
    ];
  });
  const names = ['POSTGRES_PASSWORD', 'FEED_KEYS', 'NOTIFICATION_SUPERGRAPH_KEY', 'AUTH_KEY_SECRET'];
  names.push('BILLING_SANDBOX_WEBHOOK_SECRET', 'GRAFANA_PASSWORD', 'AUTH_ADMIN_PASSWORD');
  return [
    ...names.map((name): [string, string] => [name, secret()]),
    ...keys,
    ['AUTH_ADMIN_EMAIL', 'admin@lastmile.example'],
    ['GATEWAY_EXPLORER', 'true'],
  ];
}

const heading = `# Secrets and choices of this installation; docker-compose.yml reads them. Keep it out of version control.
# To exchange a domain's key: <DOMAIN>_ASSERTION_KEYS=new,old, start the domain anew; SUBGRAPH_KEY_<DOMAIN>=new, start
# the gateways anew; <DOMAIN>_ASSERTION_KEYS=new, start the domain anew.
`;

/** Writes what is missing into an .env (mode 0600); what stands in it stays. Returns the names that were written. */
export async function writeSecrets(path: string): Promise<string[]> {
  const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const known = parseEnv(before);
  // The two names of a domain's key belong together: one that is there decides the other.
  const partner = (name: string) => {
    const domain = /^SUBGRAPH_KEY_(\w+)$/.exec(name)?.[1];
    return domain ? known[`${domain}_ASSERTION_KEYS`]?.split(',')[0] : undefined;
  };
  const missing = freshValues().filter(([name]) => !known[name]);
  if (missing.length === 0) return [];
  const lines = missing.map(([name, value]) => `${name}=${partner(name) ?? value}`);
  const start = before === '' ? heading : before.replace(/\n?$/, '\n');
  await writeFile(path, `${start}${lines.join('\n')}\n`, { mode: 0o600 });
  return missing.map(([name]) => name);
}
