import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createPlanner } from '@lastmile/federation/plan/plan';
import { contractSchema } from '@lastmile/federation/supergraph/contract-schema';
import { parse, print, printSchema, stripIgnoredCharacters, visit } from 'graphql';
import { readManifest } from '../persisted/read-manifest.ts';
import { readContract } from './read-contract.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const files = readdirSync(new URL('schema/partners', root));
const partners = files.filter((name) => /^[a-z0-9-]+\.json$/.test(name)).map((name) => name.slice(0, -5));
const supergraphSdl = read('schema/supergraph.graphql');
const whole = createPlanner(supergraphSdl);

function plannerOf(partner: string) {
  const file = `${partner}.contract.json`;
  if (!files.includes(file)) return whole;
  const contract = readContract(file, read(`schema/partners/${file}`));
  return whole.narrowed(contractSchema(supergraphSdl, whole.apiSchema, contract));
}

describe.each(partners)('The manifest of %s', (partner) => {
  const operations = readManifest(partner, read(`schema/partners/${partner}.json`));

  it.each(operations.map(({ name, body }) => [name, body]))(
    'has %s, which fits what it is shown',
    async (_, body) => {
      await expect(plannerOf(partner).plan(body)).resolves.toBeDefined();
    },
  );
});

describe('City Terminals', () => {
  it('has the operations of its documents', () => {
    const folder = new URL('standalone/src/demo/city-terminals/', root);
    const written = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
    const bodies = readManifest('city-terminals', read('schema/partners/city-terminals.json')).map(
      ({ body }) => body,
    );
    expect(bodies.map(plain).sort()).toEqual(written.map(plain).sort());
  });

  it('sees nothing by which it could tell who a customer is', () => {
    const sdl = printSchema(plannerOf('city-terminals').apiSchema);
    expect(sdl).not.toMatch(/\b(email|phone|firstName|lastName|companyName|BillingProfile|type Customer)\b/);
    expect(sdl).toContain('recordPayment');
  });
});

/** Without white space, and without the `__typename` that clients ask for besides. */
function plain(body: string): string {
  const isTypename = ({ name }: { name: { value: string } }) => name.value === '__typename';
  const document = visit(parse(body, { noLocation: true }), {
    Field: (node) => (isTypename(node) ? null : undefined),
  });
  return stripIgnoredCharacters(print(document));
}
