import { describe, expect, it } from '@jest/globals';
import type { Rights } from './rights.ts';

async function post(url: string, query: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: answer.status, text: await answer.text() };
}

/** What comes from outside to get round the rules, and what goes out when something breaks. */
export function describeEdges(rights: () => Rights): void {
  describe('the edge', () => {
    it('believes no header about who is asking', async () => {
      const { url, people } = { url: rights().stage.world.url, people: rights().stage.people };
      const actor = JSON.stringify(people.operator.actor);
      const claims = Buffer.from(JSON.stringify({ audience: 'customer', actor: people.operator.actor }));
      const headers = {
        'lastmile-assertion': `${claims.toString('base64url')}.forged`,
        'lastmile-actor': actor,
        'x-user-id': people.operator.actor.id,
        'x-actor': actor,
      };
      const { text } = await post(url, '{ customers { nodes { id } } }', headers);
      expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    });

    it('answers aliases with names that every object has, and no prototype changes', async () => {
      const { world, people, a, b } = rights().stage;
      const before = Object.getOwnPropertyNames(Object.prototype);
      const query = `{
        __proto__: customer(id: "${a.customerId}") { __proto__: id constructor: name }
        constructor: customer(id: "${b.customerId}") { toString: id }
      }`;
      const { text } = await post(world.url, query, {
        authorization: `Bearer ${people.ownerA.client.token}`,
      });
      expect(text).toContain(`"__proto__":{"__proto__":"${a.customerId}","constructor":"Ann Story"}`);
      expect(text).toContain('"constructor":null');
      expect(text).not.toContain(b.customerId);
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    });

    it('says nothing of the inside when a table is gone', async () => {
      const { world, people } = rights().stage;
      const { pool } = world.standalone.domain('billing').context().database;
      const query = `{ invoice(id: "${rights().ofA('Invoice')}") { id } }`;
      await pool.query('alter table invoice rename to invoice_gone');
      try {
        const { text } = await post(world.url, query, {
          authorization: `Bearer ${people.ownerA.client.token}`,
        });
        const { errors } = JSON.parse(text);
        expect(errors).toMatchObject([
          { extensions: { code: 'INTERNAL', correlationId: expect.any(String) } },
        ]);
        expect(text).not.toMatch(/\brelation|\bselect|invoice_gone|node_modules|\.ts|stack|pg_/i);
      } finally {
        await pool.query('alter table invoice_gone rename to invoice');
      }
    });
  });
}
