import { describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { isNonNullType } from 'graphql';
import { type RootField, rootFields } from './ask-gateway.ts';
import { differences } from './differences.ts';
import { hearFirst } from './hear-first.ts';
import { idsIn, objectNamedBy } from './make-input.ts';
import type { Rights } from './rights.ts';

/** Every way to listen to what happens to somebody else. */
export function describeSubscriptions(rights: () => Rights): void {
  describe('every subscription', () => {
    const subjects = rootFields('Subscription').flatMap((field) =>
      field.args.filter(({ type }) => idsIn(type, false).length > 0).map((argument) => ({ field, argument })),
    );
    const documentOf = (field: RootField, name: string) =>
      `subscription($id: ID!) { ${field.name}(${name}: $id) { __typename cursor } }`;

    it('names its subject', () => {
      const named = new Set(subjects.map(({ field }) => field.name));
      expect(rootFields('Subscription').filter(({ name }) => !named.has(name))).toEqual([]);
    });

    it.each(['ownerA', 'stranger', 'anonymous'] as const)(
      'about B is refused to %s as about ids that were made up',
      async (who) => {
        const wrong = await differences(subjects, async ({ field, argument: { name } }) => {
          const type = name === 'id' ? 'BillRun' : objectNamedBy(name);
          const got = await hearFirst(rights().stage.people[who], documentOf(field, name), {
            id: rights().ofB(type) ?? newId(),
          });
          const expected = await hearFirst(rights().stage.people[who], documentOf(field, name), {
            id: newId(),
          });
          const isRefused = /^(NOT_FOUND|FORBIDDEN|UNAUTHENTICATED)$/.test(got.errors[0]?.code ?? '');
          return [`${field.name}(${name})`, { isRefused, ...got }, { isRefused: true, ...expected }];
        });
        expect(wrong).toEqual([]);
      },
      60_000,
    );

    it('without a subject, about everybody, is for staff', async () => {
      const open = subjects.filter(({ argument }) => !isNonNullType(argument.type));
      const wrong = await differences(open, async ({ field }) => {
        const got = await hearFirst(
          rights().stage.people.ownerA,
          `subscription { ${field.name} { __typename cursor } }`,
          {},
        );
        return [field.name, got.errors[0]?.code ?? got, 'FORBIDDEN'];
      });
      expect(wrong).toEqual([]);
    }, 60_000);
  });
}
