import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { serveParent } from '../process/serve-parent.ts';

export interface ChurnSettings {
  /** Of this machine: load is sent nowhere else. */
  readonly url: string;
  readonly token: string;
  readonly customerIds: readonly string[];
  /** How often each kind of coming and going happens. */
  readonly everyMs: number;
}

export interface Churned {
  readonly sockets: number;
  readonly documents: number;
  readonly refused: number;
}

const subscription = `subscription Invoices($id: ID!) {
  invoiceUpdated(customerId: $id) { cursor change invoice { id number tariff { name } } }
}`;

interface Comings {
  readonly settings: ChurnSettings;
  readonly counted: { -readonly [What in keyof Churned]: Churned[What] };
}

const customerOf = ({ customerIds }: ChurnSettings, at: number) =>
  customerIds[at % customerIds.length] as string;

async function ask(url: string, query: string, authorization: string): Promise<{ errors?: unknown[] }> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query }),
  });
  return (await answer.json()) as { errors?: unknown[] };
}

async function sendNewDocument({ settings, counted }: Comings, at: number): Promise<void> {
  const document = `{ asked${at}: customer(id: "${customerOf(settings, at)}") { id name } }`;
  const { errors } = await ask(settings.url, document, `Bearer ${settings.token}`);
  if (errors) throw new Error(`A document that nobody has sent before is refused: ${JSON.stringify(errors)}`);
  counted.documents += 1;
}

async function beRefused({ settings: { url, token }, counted }: Comings, at: number): Promise<void> {
  const answers = [
    await ask(url, `{ noSuchField${at} }`, `Bearer ${token}`),
    await ask(url, '{ me { id } }', `Bearer ${at}.${at}.${at}`),
  ];
  if (!answers.every(({ errors }) => errors)) throw new Error('What should be refused was answered');
  counted.refused += answers.length;
}

async function openAndClose({ settings, counted }: Comings, at: number): Promise<void> {
  const client = createClient({
    url: `${settings.url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization: `Bearer ${settings.token}` },
  });
  const variables = { id: customerOf(settings, at) };
  for await (const { data, errors } of client.iterate({ query: subscription, variables })) {
    if (errors || !data) throw new Error(`A subscription was refused: ${JSON.stringify(errors)}`);
    break;
  }
  await client.dispose();
  counted.sockets += 1;
}

/**
 * What comes and goes beside steady load and is what leaks are made of: sockets with a subscription, documents that
 * nobody has sent before, and documents and tokens that are refused.
 */
serveParent<ChurnSettings>(async (settings) => {
  if (!['localhost', '127.0.0.1'].includes(new URL(settings.url).hostname))
    throw new Error(`Load is sent to this machine alone, not to ${settings.url}.`);
  const comings: Comings = { settings, counted: { sockets: 0, documents: 0, refused: 0 } };
  const ended = new AbortController();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const loop = async (what: (comings: Comings, at: number) => Promise<void>) => {
    for (let at = 0; !ended.signal.aborted; at += 1) {
      await what(comings, at);
      await sleep(settings.everyMs, undefined, { signal: ended.signal }).catch(() => {});
    }
  };
  const loops = [sendNewDocument, beRefused, openAndClose].map((what) => loop(what).catch(failed.reject));
  return {
    // Rejects with the first that went wrong.
    answers: { churned: () => Promise.race([failed.promise, comings.counted]) },
    stop: async () => {
      ended.abort();
      await Promise.all(loops);
    },
  };
});
