import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';

const OPS = new URL('../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, OPS), 'utf8');

interface Panel {
  id: number;
  title: string;
  type: string;
  datasource?: { uid: string };
  targets?: { expr: string }[];
}

async function readBoard(): Promise<{ panels: Panel[] }> {
  return JSON.parse(await read('grafana/boards/lastmile.json'));
}

/** A histogram is queried by the names of its parts. */
const metricsIn = (text: string) =>
  [...text.matchAll(/lastmile_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, ''));

it('shows exactly the metrics that the README promises', async () => {
  const { panels } = await readBoard();
  const shown = panels.flatMap((panel) => panel.targets ?? []).flatMap(({ expr }) => metricsIn(expr));
  const promised = metricsIn(await read('README.md'));
  expect([...new Set(shown)].sort()).toEqual([...new Set(promised)].sort());
});

it('alerts on nothing else', async () => {
  const promised = new Set(metricsIn(await read('README.md')));
  for (const name of metricsIn(await read('prometheus/alerts.yml'))) expect(promised).toContain(name);
});

it('asks the datasource that is provisioned, with panels that are told apart', async () => {
  const { panels } = await readBoard();
  const provisioned = parse(await read('grafana/provisioning/datasources/prometheus.yml'));
  const known = provisioned.datasources.map((source: { uid: string }) => source.uid);
  for (const panel of panels.filter(({ type }) => type !== 'row'))
    expect(known).toContain(panel.datasource?.uid);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});
