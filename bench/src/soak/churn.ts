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

/**
 * What comes and goes beside steady load and is what leaks are made of: sockets with a subscription, documents that
 * nobody has sent before, and documents and tokens that are refused.
 */
serveParent<ChurnSettings>(async ({ url, token, customerIds, everyMs }) => {
  if (!['localhost', '127.0.0.1'].includes(new URL(url).hostname))
    throw new Error(`Load is sent to this machine alone, not to ${url}.`);
  const churned = { sockets: 0, documents: 0, refused: 0 };
  const ended = new AbortController();
  const customerOf = (at: number) => customerIds[at % customerIds.length] as string;

  const ask = async (query: string, authorization: string) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query }),
    });
    return (await answer.json()) as { errors?: unknown[] };
  };
  const newDocument = async (at: number) => {
    const { errors } = await ask(
      `{ asked${at}: customer(id: "${customerOf(at)}") { id name } }`,
      `Bearer ${token}`,
    );
    if (errors)
      throw new Error(`A document that nobody has sent before is refused: ${JSON.stringify(errors)}`);
    churned.documents += 1;
  };
  const refused = async (at: number) => {
    const answers = [
      await ask(`{ noSuchField${at} }`, `Bearer ${token}`),
      await ask('{ me { id } }', `Bearer ${at}.${at}.${at}`),
    ];
    if (!answers.every(({ errors }) => errors)) throw new Error('What should be refused was answered');
    churned.refused += answers.length;
  };
  const socket = async (at: number) => {
    const client = createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${token}` },
    });
    for await (const { data, errors } of client.iterate({
      query: subscription,
      variables: { id: customerOf(at) },
    })) {
      if (errors || !data) throw new Error(`A subscription was refused: ${JSON.stringify(errors)}`);
      break;
    }
    await client.dispose();
    churned.sockets += 1;
  };

  const loop = async (what: (at: number) => Promise<void>) => {
    for (let at = 0; !ended.signal.aborted; at += 1) {
      await what(at);
      await sleep(everyMs, undefined, { signal: ended.signal }).catch(() => {});
    }
  };
  const failed = Promise.withResolvers<never>();
  const loops = [newDocument, refused, socket].map((what) => loop(what).catch(failed.reject));
  failed.promise.catch(() => {});
  return {
    // Rejects with the first that went wrong.
    answers: { churned: () => Promise.race([failed.promise, churned]) },
    stop: async () => {
      ended.abort();
      await Promise.all(loops);
    },
  };
});
