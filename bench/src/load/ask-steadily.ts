import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { serveParent } from '../process/serve-parent.ts';

export interface SteadySettings {
  /** Of this machine: load is sent nowhere else. */
  readonly url: string;
  readonly query: string;
  /** A value of the variable `id` for each request, round and round. */
  readonly ids: readonly string[];
  readonly perSecond: number;
}

export interface SteadyResult {
  /** From when each was to be sent, so that what waits behind others counts. */
  readonly latenciesMs: readonly number[];
  /** Answers with errors in them. */
  readonly holes: number;
}

const hasErrors = (text: string) => text.startsWith('{"errors":');

/** Sends so many a second, whether answered or not. */
serveParent<SteadySettings>(async ({ url, query, ids, perSecond }) => {
  const { hostname, port } = new URL(url);
  if (!['localhost', '127.0.0.1'].includes(hostname))
    throw new Error(`Load is sent to this machine alone, not to ${hostname}.`);
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1_000 });
  const headers = { 'content-type': 'application/json' };
  let next = 0;

  const askOnce = async (): Promise<string> => {
    next = (next + 1) % ids.length;
    const id = ids[next];
    const body = JSON.stringify({ query, variables: { id } });
    const answer = await pool.request({ path: '/graphql', method: 'POST', headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 || (!hasErrors(text) && !text.includes(`"id":"${id}"`)))
      throw new Error(`A wrong answer (${answer.statusCode}): ${text.slice(0, 400)}`);
    return text;
  };

  const run = async (seconds: number): Promise<SteadyResult> => {
    const latenciesMs: number[] = [];
    let holes = 0;
    const from = performance.now();
    const asked: Promise<void>[] = [];
    for (let at = 0; at < seconds * perSecond; at += 1) {
      const due = from + (at * 1_000) / perSecond;
      const early = due - performance.now();
      if (early > 1) await sleep(early);
      asked.push(
        askOnce().then((text) => {
          latenciesMs.push(performance.now() - due);
          if (hasErrors(text)) holes += 1;
        }),
      );
    }
    await Promise.all(asked);
    return { latenciesMs, holes };
  };
  return { answers: { run }, stop: () => pool.destroy() };
});
