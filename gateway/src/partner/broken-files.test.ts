import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createPlanner, type Planner } from '@lastmile/federation/plan/plan';
import { silentLog } from '@lastmile/telemetry/log';
import { Registry } from '../persisted/registry.ts';
import { CurrentSupergraph } from '../supergraph/current-supergraph.ts';
import { manifest, operation } from '../testing-client.ts';
import { authSdl, clockSdl, sdlOf } from '../testing-gateway.ts';
import { Contracts } from './contracts.ts';

const tagged = (...tags: string[]) =>
  sdlOf(
    authSdl,
    clockSdl
      .replace('"@shareable"', '"@shareable", "@tag"')
      .replace('hour: Int', `hour: Int ${tags.map((tag) => `@tag(name: "${tag}")`).join(' ')}`),
  );
const folder = mkdtempSync(join(tmpdir(), 'lastmile-broken-'));
const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
const path = join(folder, 'supergraph.graphql');
const hour = operation('query Hour { hour }');
const again = operation('query Again { again { hour } }');
const error = jest.fn<(message: string, details?: Record<string, unknown>) => void>();
const log = { ...silentLog, error };

let supergraph: CurrentSupergraph;
let plannerOf: () => Planner;
beforeAll(async () => {
  writeFileSync(path, tagged('till'));
  supergraph = await CurrentSupergraph.load(path, log);
  plannerOf = () => supergraph.current.planner;
});
beforeEach(() => {
  error.mockClear();
  for (const name of ['tills', 'others', 'zzz']) {
    write(`${name}.json`, manifest(hour));
    write(`${name}.contract.json`, '{"includeTags": ["till"]}');
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a broken manifest', () => {
  it.each(['{', manifest(operation('query Hour { nothing }'))])(
    'leaves its partner what was before, and the others what they have now: %s',
    async (broken) => {
      const registry = await Registry.load(folder, log);
      write('zzz.json', broken);
      write('tills.json', manifest(again));
      await registry.refresh(plannerOf);
      expect(registry.of('zzz').byId(hour.id)).toBeDefined();
      expect(registry.of('tills').byId(again.id)).toBeDefined();
      expect(registry.of('tills').byId(hour.id)).toBeUndefined();
      expect(registry.of('others').byId(hour.id)).toBeDefined();
      expect(error).toHaveBeenCalledWith(
        expect.stringMatching(/the one before stays/),
        expect.objectContaining({ manifest: 'zzz' }),
      );
    },
  );

  it('of a partner that had none is left out, and does not start', async () => {
    const registry = await Registry.load(folder, log);
    write('new.json', '{');
    write('tills.json', manifest());
    await registry.refresh(plannerOf);
    expect([registry.of('new').size, registry.of('tills').size]).toEqual([0, 0]);
    await expect(Registry.load(folder, log)).rejects.toThrow(/new\.json is no JSON/);
    rmSync(join(folder, 'new.json'));
  });
});

describe('a contract', () => {
  const shownTo = (contracts: Contracts, partner: string) =>
    contracts.viewOf(supergraph.current, partner)?.sdl;

  it.each(['{', '{"includeTags": ["nobody"]}'])(
    'that cannot be served leaves its partner the one before, and the others what they have now: %s',
    async (broken) => {
      const contracts = await Contracts.load(folder, log);
      const before = shownTo(contracts, 'zzz');
      write('zzz.contract.json', broken);
      write('tills.contract.json', '{"excludeTags": ["till"]}');
      await contracts.refresh(supergraph.current, () => {});
      expect(shownTo(contracts, 'zzz')).toBe(before);
      expect(shownTo(contracts, 'tills')).not.toContain('hour');
      expect(error).toHaveBeenCalledWith(
        expect.stringMatching(/the one before stays/),
        expect.objectContaining({ partner: 'zzz' }),
      );
    },
  );

  it.each(['{', '{"includeTags": ["nobody"]}'])(
    'that cannot be served shows its partner nothing where there was none before, until it can: %s',
    async (broken) => {
      rmSync(join(folder, 'others.contract.json'));
      const contracts = await Contracts.load(folder, log);
      write('others.contract.json', broken);
      await contracts.refresh(supergraph.current, () => {});
      expect(() => shownTo(contracts, 'others')).toThrow(/cannot be served now/);
      write('others.contract.json', '{"includeTags": ["till"]}');
      await contracts.refresh(supergraph.current, () => {});
      expect(shownTo(contracts, 'others')).toContain('hour');
    },
  );

  it('that fits only the supergraph to come is served with it', async () => {
    const contracts = await Contracts.load(folder, log);
    write('tills.contract.json', '{"includeTags": ["desk"]}');
    await contracts.refresh(supergraph.current, () => {});
    const next = tagged('till', 'desk');
    const swapped = { sdl: next, hash: 'next', planner: createPlanner(next) };
    const onSwap = jest.fn();
    await contracts.refresh(swapped, onSwap);
    expect(contracts.viewOf(swapped, 'tills')?.sdl).toContain('hour');
    expect(onSwap).toHaveBeenCalledTimes(1);
  });
});
