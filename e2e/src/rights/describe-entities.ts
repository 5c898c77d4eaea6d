import { describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import {
  customerRoles,
  type Permission,
  publicPermissions,
  selfPermissions,
  staffRoles,
} from '@lastmile/kernel/permission';
import type { Answer } from './ask-domain.ts';
import { askEntity, outcomeOf } from './ask-entity.ts';
import { differences } from './differences.ts';
import type { EntityField } from './graph-schema.ts';
import { composed, type Rights } from './rights.ts';
import type { PersonName } from './stage.ts';
import { whose } from './whose.ts';

const fields = composed.entityFields();
const belongsToSomebody = ({ type }: EntityField) => whose[type] !== 'house';
const placeOf = ({ domain, type, field }: EntityField) => `${domain} ${type}.${field}`;

/** Stubs of domains that do not know whose it is: they give back the id that they were given, whatever it is. */
const echoes = new Set(['billing AccessLine']);

const isIn = (permission: Permission, ...lists: (readonly Permission[])[]) =>
  [publicPermissions, ...lists].some((list) => list.includes(permission));

/** The id that was asked for differs, and nothing else may. */
const withoutIds = (answer: Answer, is: string) => ({
  is,
  text: JSON.stringify(answer).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id'),
});

/** Role × field, through the entity doors of the domains, past the gateway. */
export function describeEntities(rights: () => Rights): void {
  describe('every field of every entity, asked at the domain', () => {
    const foreign: readonly PersonName[] = ['anonymous', 'stranger', 'ownerA', 'viewerA'];

    it.each(foreign)(
      'shows B’s objects to %s as it shows ids that were made up',
      async (who) => {
        const wrong = await differences(fields.filter(belongsToSomebody), async (field) => {
          const got = await askEntity(rights().stage, who, field, rights().ofB(field.type) ?? '');
          const expected = await askEntity(rights().stage, who, field, newId());
          const is = outcomeOf(expected);
          const should = is !== 'shown' || echoes.has(`${field.domain} ${field.type}`) ? is : 'hidden';
          return [placeOf(field), withoutIds(got, outcomeOf(got)), withoutIds(expected, should)];
        });
        expect(wrong).toEqual([]);
      },
      120_000,
    );

    it.each([
      ['viewerA', customerRoles.viewer],
      ['ownerA', customerRoles.owner],
    ] as const)(
      'shows A’s objects to %s as far as the role goes',
      async (who, role) => {
        const cases = fields.filter(({ type }) => whose[type] === 'customer');
        const wrong = await differences(cases, async (field) => {
          const got = outcomeOf(await askEntity(rights().stage, who, field, rights().ofA(field.type) ?? ''));
          return [placeOf(field), got, isIn(field.permission, role) ? 'shown' : 'FORBIDDEN'];
        });
        expect(wrong).toEqual([]);
      },
      120_000,
    );

    it.each(['no id at all', '', '0', '__proto__'])(
      'takes "%s" for an id that is unknown',
      async (id) => {
        const cases = fields.filter(({ field }) => field === 'id');
        const wrong = await differences(cases, async (field) => {
          const got = await askEntity(rights().stage, 'operator', field, id);
          return [placeOf(field), got.errors.map(({ code }) => code), []];
        });
        expect(wrong).toEqual([]);
      },
      60_000,
    );

    it('shows users themselves, and not their owner to a viewer', async () => {
      const cases = fields.filter(({ type }) => type === 'User');
      const wrong = await differences(cases, async (field) => {
        const { actor } = rights().stage.people.viewerA;
        const got = outcomeOf(await askEntity(rights().stage, 'viewerA', field, actor.id));
        return [
          `${field.domain} User.${field.field}`,
          got,
          isIn(field.permission, selfPermissions) ? 'shown' : 'FORBIDDEN',
        ];
      });
      expect(wrong).toEqual([]);
    });

    it.each([
      ['tech', staffRoles.tech],
      ['operator', staffRoles.operator],
    ] as const)(
      'shows everybody’s objects to %s as far as the role goes',
      async (who, role) => {
        const wrong = await differences(fields, async (field) => {
          const id = rights().ofB(field.type);
          if (!id) return undefined;
          const got = outcomeOf(await askEntity(rights().stage, who, field, id));
          // What a user may about objects of their own, they may about the house’s too.
          const own = belongsToSomebody(field) ? [] : selfPermissions;
          return [placeOf(field), got, isIn(field.permission, role, own) ? 'shown' : 'FORBIDDEN'];
        });
        expect(wrong).toEqual([]);
      },
      120_000,
    );

    it.each(['anonymous', 'ownerA'] as const)(
      'shows what is the house’s to %s only with a permission that could be theirs',
      async (who) => {
        const couldHold = who === 'anonymous' ? [] : [...customerRoles.owner, ...selfPermissions];
        const refusal = who === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
        const cases = fields.filter((field) => !belongsToSomebody(field));
        const wrong = await differences(cases, async (field) => {
          const id = rights().ofB(field.type);
          if (!id) return undefined;
          const got = outcomeOf(await askEntity(rights().stage, who, field, id));
          const expected = isIn(field.permission, couldHold) ? 'shown' : refusal;
          return [placeOf(field), got, expected];
        });
        expect(wrong).toEqual([]);
      },
      60_000,
    );
  });
}
