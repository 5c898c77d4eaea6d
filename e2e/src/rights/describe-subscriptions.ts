import { describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import { domains } from '@lastmile/standalone/domains';
import { isNonNullType } from 'graphql';
import { eventually } from '../client/graphql-client.ts';
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

    it('leaves no place behind when the client goes', async () => {
      const { people, world } = rights().stage;
      const listening = () =>
        domains.reduce((sum, { name }) => sum + world.standalone.domain(name).messaging.live.listening, 0);
      const before = listening();
      const wrong = await differences(subjects, async ({ field, argument: { name } }) => {
        const type = name === 'id' ? 'BillRun' : objectNamedBy(name);
        const variables = { id: rights().ofB(type) ?? newId() };
        const heard = await Promise.all(
          [people.operator, people.ownerB].map((who) => hearFirst(who, documentOf(field, name), variables)),
        );
        return [`${field.name}(${name})`, heard.some(({ data }) => data), true];
      });
      expect(wrong).toEqual([]);
      // Nothing has happened to any of them meanwhile: who is gone must not hold a place until something does.
      await eventually('every place to be free again', async () => listening() === before);
    }, 60_000);

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
