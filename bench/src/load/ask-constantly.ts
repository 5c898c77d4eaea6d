import { Pool } from 'undici';
import { percentile } from '../measure/figures.ts';
import { serveParent } from '../process/serve-parent.ts';

export interface LoadSettings {
  /** Of this machine: load is sent nowhere else. */
  readonly url: string;
  readonly token: string;
  readonly query: string;
  /** A value of the variable `id` for each request, round and round. */
  readonly ids: readonly string[];
  readonly connections: number;
}

export interface Run {
  readonly seconds: number;
  /** Ask for the first id each time. */
  readonly identical?: boolean;
  /**
   * Wrong answers are counted and do not end the bench. After a pause, stock's HTTP agent uses sockets that the
   * subgraphs have closed meanwhile, and does not try again.
   */
  readonly forgiving?: boolean;
}

export interface RunResult {
  readonly requests: number;
  readonly failures: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** A closed loop on kept-alive connections: each asks again when it has its answer, and every answer is looked at. */
serveParent<LoadSettings>(async (settings) => {
  const url = new URL(settings.url);
  if (!['localhost', '127.0.0.1'].includes(url.hostname))
    throw new Error(`Load is sent to this machine alone, not to ${url.hostname}.`);
  const pool = new Pool(`http://127.0.0.1:${url.port}`, { connections: settings.connections, pipelining: 1 });
  const bodies = settings.ids.map((id) => JSON.stringify({ query: settings.query, variables: { id } }));
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${settings.token}` };
  let next = 0;

  const askOnce = async (at: number) => {
    const answer = await pool.request({
      ...{ path: '/graphql', method: 'POST', headers },
      body: bodies[at] as string,
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 || text.includes('"errors":') || !text.includes(settings.ids[at] as string))
      throw new Error(`A wrong answer (${answer.statusCode}): ${text.slice(0, 400)}`);
    return text;
  };

  const run = async ({ seconds, identical, forgiving }: Run): Promise<RunResult> => {
    const latencies: number[] = [];
    let failures = 0;
    const from = performance.now();
    const until = from + seconds * 1_000;
    const loop = async () => {
      for (let before = performance.now(); before < until; ) {
        next = (next + 1) % bodies.length;
        await askOnce(identical ? 0 : next).catch((error) => {
          if (!forgiving) throw error;
          failures += 1;
        });
        const now = performance.now();
        latencies.push(now - before);
        before = now;
      }
    };
    await Promise.all(Array.from({ length: settings.connections }, loop));
    const spent = (performance.now() - from) / 1_000;
    latencies.sort((a, b) => a - b);
    return {
      requests: latencies.length,
      failures,
      seconds: spent,
      p50Ms: percentile(latencies, 50),
      p99Ms: percentile(latencies, 99),
    };
  };

  return {
    answers: { run, ask: (at: number) => askOnce(at) },
    stop: () => pool.destroy(),
  };
});
