import { describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { type Permission, publicPermissions, staffRoles } from '@lastmile/kernel/permission';
import { getNamedType } from 'graphql';
import { askGateway, type RootField, rootFields } from './ask-gateway.ts';
import { differences } from './differences.ts';
import { idsIn, objectNamedBy } from './make-input.ts';
import { composed, type Rights } from './rights.ts';
import { whose } from './whose.ts';

/** Every way to ask for somebody else’s objects. */
export function describeQueries(rights: () => Rights): void {
  describe('every root field of Query, asked at the gateway', () => {
    /** Those without an id of somebody’s, which are about the caller or the house. */
    const withoutIds = ['me', 'legalEntities', 'permissions', 'regions', 'notificationOccasions'];
    const byId = rootFields('Query').filter(({ args }) => args.some(({ name }) => name === 'id'));
    const lists = rootFields('Query').filter(({ type }) => getNamedType(type).name.endsWith('Connection'));

    it('is tried here', () => {
      const tried = new Set([...withoutIds, ...[...byId, ...lists].map(({ name }) => name)]);
      expect(
        rootFields('Query')
          .filter(({ name }) => !tried.has(name))
          .map(({ name }) => name),
      ).toEqual([]);
    });

    it.each(['ownerA', 'viewerA', 'stranger', 'anonymous'] as const)(
      'hides B’s object from %s',
      async (who) => {
        const cases = byId.filter(({ type }) => whose[getNamedType(type).name] !== 'house');
        const selections = ['__typename', 'id'];
        const wrong = await differences(
          cases.flatMap((field) => selections.map((selection) => ({ field, selection }))),
          async ({ field, selection }) => {
            const document = `query($id: ID!) { seen: ${field.name}(id: $id) { ${selection} } }`;
            const got = await askGateway(rights().stage.people[who], document, {
              id: rights().ofB(getNamedType(field.type).name),
            });
            const expected = await askGateway(rights().stage.people[who], document, { id: newId() });
            return [
              `${field.name} { ${selection} }`,
              got,
              { ...expected, data: expected.data && { seen: null } },
            ];
          },
        );
        expect(wrong).toEqual([]);
      },
      60_000,
    );

    it.each(['ownerA', 'stranger', 'anonymous'] as const)(
      'lists nothing of B for %s, whatever the filter',
      async (who) => {
        const ids = new Set(
          [...rights().own.b].filter(([type]) => whose[type] !== 'house').flatMap(([, found]) => found),
        );
        const wrong = await differences(
          lists.flatMap((field) => listDocuments(field, rights().ofB)),
          async (document) => {
            const { data, errors } = await askGateway(rights().stage.people[who], document);
            const shown = [...ids].filter((id) => JSON.stringify(data ?? null).includes(id));
            return [
              document,
              { shown, inner: errors.filter(({ code }) => code === 'INTERNAL') },
              { shown: [], inner: [] },
            ];
          },
        );
        expect(wrong).toEqual([]);
      },
      60_000,
    );

    it('takes what is no id for an id that is unknown', async () => {
      const wrong = await differences(byId, async ({ name }) => {
        const got = await askGateway(
          rights().stage.people.operator,
          `{ seen: ${name}(id: "no id") { __typename } }`,
        );
        return [name, got, { data: { seen: null }, errors: [] }];
      });
      expect(wrong).toEqual([]);
    }, 60_000);

    it('lists for tech what tech may see, and nothing else', async () => {
      const rules = composed.rootRules('Query');
      const wrong = await differences(lists, async ({ name }) => {
        const document = `{ list: ${name} { nodes { __typename } } }`;
        const { data, errors } = await askGateway(rights().stage.people.tech, document);
        const permission = rules.get(name) as Permission;
        const may = [...staffRoles.tech, ...publicPermissions].includes(permission);
        return [name, errors[0]?.code ?? (data ? 'shown' : 'nothing'), may ? 'shown' : 'FORBIDDEN'];
      });
      expect(wrong).toEqual([]);
    }, 60_000);

    it('finds B’s device neither by serial number nor by MAC address', async () => {
      const device = rights().all.b.get(`Device ${rights().ofB('Device')}`)?.said.customer as {
        serial: string;
        mac: string;
      };
      expect(device.serial).toBeTruthy();
      for (const by of [`serial: "${device.serial}"`, `mac: "${device.mac}"`]) {
        expect(await askGateway(rights().stage.people.ownerA, `{ device(${by}) { __typename } }`)).toEqual({
          data: { device: null },
          errors: [],
        });
      }
    });

    it('offers customers’ lists under a customer only to those who act for it', async () => {
      const document =
        'query($id: ID!) { customer(id: $id) { id invoices { nodes { id } } region { name } } }';
      expect(
        await askGateway(rights().stage.people.ownerA, document, { id: rights().stage.b.customerId }),
      ).toEqual({
        data: { customer: null },
        errors: [],
      });
      expect(
        (await askGateway(rights().stage.people.ownerB, document, { id: rights().stage.b.customerId })).data,
      ).toMatchObject({
        customer: { id: rights().stage.b.customerId },
      });
    });
  });
}

/** The list without a filter, and with each id of B’s in each filter that takes one. */
function listDocuments(field: RootField, ofB: Rights['ofB']): string[] {
  const nodes = (given: string) => `{ ${field.name}${given} { nodes { __typename id } } }`;
  const filter = field.args.find(({ name }) => name === 'filter');
  const filters = (filter ? idsIn(filter.type, false) : []).map((name) => {
    const id = ofB(objectNamedBy(name)) ?? newId();
    return nodes(`(first: 100, filter: { ${name}: "${id}" })`);
  });
  return [nodes('(first: 100)'), ...filters];
}
