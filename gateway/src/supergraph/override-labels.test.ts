import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { composeSupergraph } from '@lastmile/federation/supergraph/compose';
import { silentLog } from '@lastmile/telemetry/log';
import { noMetrics } from '@lastmile/telemetry/metrics';
import { noTracer } from '@lastmile/telemetry/trace';
import { forwardHeaders } from '../alone/forward-headers.ts';
import { readGatewaySettings } from '../config.ts';
import { createEdge, loadSupergraph } from '../create-edge.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastmile-labels-'));
afterAll(() => rmSync(folder, { recursive: true }));

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@override"])\n`;
const path = join(folder, 'supergraph.graphql');
const sdls = {
  old: `${link} type Query { bill: String rate: String half: String }`,
  fresh: `${link} type Query { bill: String @override(from: "old", label: "new-billing") rate: String @override(from: "old", label: "percent(0)")
    half: String @override(from: "old", label: "percent(50)") }`,
};
writeFileSync(
  path,
  composeSupergraph(Object.entries(sdls).map(([name, sdl]) => ({ name, sdl }))).supergraphSdl,
);

/** Each subgraph answers every field with its own name. */
const says = (word: string) => ({
  execute: async () => ({ data: { bill: word, rate: word, half: word } }),
});

async function start(labels: string) {
  const settings = readGatewaySettings({
    GATEWAY_PORT: '0',
    GATEWAY_SUPERGRAPH: path,
    GATEWAY_OVERRIDE_LABELS: labels,
  });
  const warn = jest.fn();
  const log = { ...silentLog, warn };
  const edge = await createEdge({
    ...{ settings, log, metrics: noMetrics, tracer: noTracer },
    supergraph: await loadSupergraph({ settings, log }),
    sources: new Map([
      ['old', says('old')],
      ['fresh', says('fresh')],
    ]),
    identification: forwardHeaders([]),
    ready: () => ({ ok: true }),
  });
  const url = await edge.listen();
  const ask = async (query: string) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return ((await answer.json()) as { data: unknown }).data;
  };
  return { ask, warn, stop: () => edge.stop(100) };
}

describe('GATEWAY_OVERRIDE_LABELS', () => {
  it.each([
    ['', { bill: 'old', rate: 'old' }],
    ['new-billing', { bill: 'fresh', rate: 'old' }],
    [' percent(0) , new-billing', { bill: 'fresh', rate: 'fresh' }],
  ])('%j says which fields are asked of their new subgraph', async (labels, expected) => {
    const gateway = await start(labels);
    try {
      expect(await gateway.ask('{ bill rate }')).toEqual(expected);
      expect(gateway.warn).not.toHaveBeenCalled();
    } finally {
      await gateway.stop();
    }
  });

  it('leaves the others to be drawn for each request, and tells of labels that are not there', async () => {
    const gateway = await start('old-billing');
    try {
      const heard = new Set<string>();
      // Of one mind in all 200 requests: once in 10^60.
      for (let times = 0; times < 200; times += 1) heard.add(JSON.stringify(await gateway.ask('{ half }')));
      expect([...heard].sort()).toEqual(['{"half":"fresh"}', '{"half":"old"}']);
      expect(gateway.warn.mock.calls).toEqual([['The supergraph has no @override label old-billing']]);
    } finally {
      await gateway.stop();
    }
  });

  it.each(['percent(5', 'new billing', '-x', 'percent(a)'])('%j is no setting', (labels) => {
    expect(() => readGatewaySettings({ GATEWAY_OVERRIDE_LABELS: labels })).toThrow(
      /GATEWAY_OVERRIDE_LABELS.*labels with commas/,
    );
  });
});
