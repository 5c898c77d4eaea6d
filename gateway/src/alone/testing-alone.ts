import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, type Log, silentLog } from '@lastmile/telemetry/log';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { noTracer } from '@lastmile/telemetry/trace';
import { readGatewaySettings } from '../config.ts';
import { readAloneOptions } from './alone-options.ts';
import { serveAlone } from './serve-alone.ts';

/** The gateway alone in this process, with options as they are written on the command line. */
export async function startAlone(supergraphSdl: string, words: readonly string[], log: Log = silentLog) {
  const folder = mkdtempSync(join(tmpdir(), 'lastmile-alone-'));
  const path = join(folder, 'supergraph.graphql');
  writeFileSync(path, supergraphSdl);
  const options = readAloneOptions(['--identity', 'off', ...words]);
  const settings = readGatewaySettings({ GATEWAY_PORT: '0', GATEWAY_SUPERGRAPH: path });
  const metrics = createMetrics({ service: 'gateway' });
  const edge = await serveAlone({ settings, options, log, metrics, tracer: noTracer });
  const url = `${(await edge.listen()).replace('localhost', '127.0.0.1')}/graphql`;
  return {
    url,
    ask: async (query: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
      return (await answer.json()) as {
        data: Record<string, unknown> | null;
        errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[];
      };
    },
    stop: async () => {
      await edge.stop(100);
      rmSync(folder, { recursive: true });
    },
  };
}

/** A log whose lines can be read. */
export function readableLog(): { log: Log; lines: () => Record<string, unknown>[] } {
  const written: string[] = [];
  const destination = { write: (line: string) => written.push(line) };
  return {
    log: createLog({ service: 'gateway', destination }),
    lines: () => written.map((line) => JSON.parse(line)),
  };
}
