import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf, root } from '../process/folders.ts';
import { freePorts, type Parts, type PipelineDomain } from './start-parts.ts';

export interface DomainProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Towards the domains, and between them; it guards nothing. */
export const pipelineKey = 'a key of the bench that guards nothing but figures';
const readyMaxMs = 60_000;

/** Where the domains will listen, so that each can be told of the other. */
export async function placeDomains(): Promise<Readonly<Record<PipelineDomain, number>>> {
  const [customer = 0, auth = 0] = await freePorts(2);
  return { customer, auth };
}

/** The domain's own `main.js`, as it runs when it is distributed. Resolves when it is ready. */
export async function runDomain(
  domain: PipelineDomain,
  { kafka, urls }: Parts,
  ports: Readonly<Record<PipelineDomain, number>>,
): Promise<DomainProcess> {
  const prefix = domain.toUpperCase();
  const url = `http://127.0.0.1:${ports[domain]}`;
  const log = openSync(join(folderOf('event-pipeline'), `${domain}.log`), 'a');
  const child = spawn(
    process.execPath,
    ['--disable-warning=TimeoutNegativeWarning', join(root, `subgraphs/${domain}/dist/main.js`)],
    {
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        [`${prefix}_DATABASE_URL`]: urls[domain],
        [`${prefix}_HOST`]: '127.0.0.1',
        [`${prefix}_PORT`]: String(ports[domain]),
        [`${prefix}_ASSERTION_KEYS`]: pipelineKey,
        FEED_KEYS: pipelineKey,
        FEED_URLS: `customer=http://127.0.0.1:${ports.customer},auth=http://127.0.0.1:${ports.auth}`,
        KAFKA_BROKERS: kafka.bootstrap.join(','),
        LOG_LEVEL: 'warn',
      },
    },
  );
  const ended = once(child, 'exit');
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(timer);
  };
  // A Ctrl-C of the terminal reaches the child too, which ends by itself; on any other end of ours it must not stay.
  process.once('exit', () => child.kill('SIGKILL'));
  const deadline = Date.now() + readyMaxMs;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(
        `The domain ${domain} does not get ready: see ${folderOf('event-pipeline')}/${domain}.log`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url, stop };
}

const isReady = (url: string) =>
  fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
