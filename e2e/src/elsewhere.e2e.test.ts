import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { playElsewhere } from './elsewhere/play-elsewhere.ts';
import { serveStock } from './elsewhere/serve-stock.ts';
import { type StandaloneWorld, startStandaloneWorld } from './standalone-world.ts';

const ofTheStory = ['Tariffs', 'Nodes', 'DeviceModels', 'Progress', 'Statement'];
const ofOthers = ['OwnHouse', 'StaffCustomers', 'StaffInvoices', 'StaffNetwork', 'StaffWork', 'StaffRoles'];
const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

describe('the supergraph as it is, in a gateway that is not ours', () => {
  let world: StandaloneWorld;
  beforeAll(async () => {
    const unlimited = { GATEWAY_RATE_ADDRESS: '0', GATEWAY_RATE_USER: '0', GATEWAY_RATE_SENSITIVE: '0' };
    world = await startStandaloneWorld(unlimited);
  }, 60_000);
  afterAll(() => world?.stop(), 60_000);

  it('tells the same story and answers everybody alike', async () => {
    const supergraphSdl = readFileSync(at('schema/supergraph.graphql'), 'utf8');
    const stock = { serve: serveStock, installedAt: at('packages/federation/package.json') };
    const compared = await playElsewhere({ ...world, supergraphSdl }, [stock]);
    expect(compared.filter(({ difference }) => difference)).toEqual([]);
    const said = compared.filter(({ bytes }) => bytes > 50).map(({ read }) => read);
    expect(said).toEqual(expect.arrayContaining([...ofTheStory, ...ofOthers]));
  }, 120_000);
});
