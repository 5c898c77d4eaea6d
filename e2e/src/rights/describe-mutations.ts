import { describe, expect, it } from '@jest/globals';
import {
  customerRoles,
  type Permission,
  publicPermissions,
  selfPermissions,
} from '@lastmile/kernel/permission';
import { askGateway, type RootField, rootFields } from './ask-gateway.ts';
import { collectObjects, type Found } from './collect-objects.ts';
import { differences } from './differences.ts';
import { idsIn, makeInput, objectNamedBy } from './make-input.ts';
import { composed, type Rights } from './rights.ts';
import type { PersonName } from './stage.ts';
import { whose } from './whose.ts';

/** Every way to change somebody else’s objects. */
export function describeMutations(rights: () => Rights): void {
  describe('every mutation', () => {
    const rules = composed.rootRules('Mutation');
    /** Anybody may do these to themselves, and none takes somebody else’s id. */
    const aboutOneself = [
      'changePassword',
      'createCustomer',
      'endOtherSessions',
      'refreshSession',
      'registerUser',
      'signIn',
      'signOut',
    ];
    const others = rootFields('Mutation').filter(({ name }) => !aboutOneself.includes(name));
    const held = new Set<Permission>([...customerRoles.owner, ...selfPermissions, ...publicPermissions]);

    const mutate = (
      who: PersonName,
      { name, args }: RootField,
      idOf: (type: string) => string | undefined,
    ) => {
      const input = args.find((argument) => argument.name === 'input');
      if (!input) throw new Error(`${name} takes no input`);
      const document = `mutation($input: ${input.type}) { done: ${name}(input: $input) { __typename ... on Problem { code message } } }`;
      return askGateway(rights().stage.people[who], document, { input: makeInput(input.type, idOf) });
    };

    it('takes somebody’s id, needs a staff permission, or is about oneself', () => {
      const neither = others.filter(({ name, args }) => {
        const isStaffOnly = !held.has(rules.get(name) as Permission);
        const types = args.flatMap(({ type }) => idsIn(type)).map(objectNamedBy);
        return !isStaffOnly && !types.some((type) => whose[type] && whose[type] !== 'house');
      });
      expect(neither.map(({ name }) => name)).toEqual([]);
      const withIds = rootFields('Mutation').filter(
        ({ name, args }) => aboutOneself.includes(name) && args.some(({ type }) => idsIn(type).length > 0),
      );
      expect(withIds.map(({ name }) => name)).toEqual([]);
    });

    it.each(['ownerA', 'viewerA', 'stranger'] as const)(
      'on B’s objects by %s does nothing, as on ids that were made up',
      async (who) => {
        const wrong = await differences(others, async (field) => {
          const got = await mutate(who, field, rights().ofB);
          const expected = await mutate(who, field, () => undefined);
          const { __typename: is, code } = (got.data?.done ?? {}) as Record<string, unknown>;
          const refusal = is === 'NotFound' ? code : (got.errors[0]?.code ?? is);
          const should = held.has(rules.get(field.name) as Permission) ? 'NOT_FOUND' : 'FORBIDDEN';
          return [field.name, { refusal, ...got }, { refusal: should, ...expected }];
        });
        expect(wrong).toEqual([]);
        expect(
          unchanging(await collectObjects(rights().stage, composed, rights().stage.b.customerId)),
        ).toEqual(unchanging(rights().all.b));
      },
      120_000,
    );

    it('on A’s objects by a viewer is refused', async () => {
      const wrong = await differences(others, async (field) => {
        const types = field.args.flatMap(({ type }) => idsIn(type)).map(objectNamedBy);
        if (!types.some((type) => whose[type] === 'customer')) return undefined;
        const got = await mutate('viewerA', field, rights().ofA);
        return [field.name, got.errors[0]?.code ?? got.data, 'FORBIDDEN'];
      });
      expect(wrong).toEqual([]);
      expect(unchanging(await collectObjects(rights().stage, composed, rights().stage.a.customerId))).toEqual(
        unchanging(rights().all.a),
      );
    }, 60_000);

    it('by nobody in particular asks to sign in', async () => {
      const wrong = await differences(others, async (field) => {
        const got = await mutate('anonymous', field, rights().ofB);
        return [field.name, got.errors[0]?.code ?? got.data, 'UNAUTHENTICATED'];
      });
      expect(wrong).toEqual([]);
    }, 60_000);
  });
}

/** What a mutation could have changed; letters go on being sent meanwhile. */
function unchanging(objects: ReadonlyMap<string, Found>): unknown {
  return [...objects.values()]
    .filter(({ type }) => whose[type] === 'customer')
    .map(({ type, id, said: { notification: _letters, ...said } }) => ({ type, id, said }))
    .sort((one, two) => one.id.localeCompare(two.id));
}
