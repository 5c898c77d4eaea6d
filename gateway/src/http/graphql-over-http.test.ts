import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { startTestGateway } from '../testing-gateway.ts';

let running: Awaited<ReturnType<typeof startTestGateway>>;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running.stop());

/** Every audit that the package has, those of what servers MAY and SHOULD do among them. */
const audits = serverAudits({ url: () => `${running.url}/graphql`, fetchFn: preflighted });

/** The audits ask by GET as well, which a page elsewhere could do without this header. */
async function preflighted(input: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (init.method !== 'POST') headers.set('apollo-require-preflight', 'yes');
  return await fetch(input, { ...init, headers });
}

describe('GraphQL over HTTP', () => {
  it('has 61 audits', () => expect(audits).toHaveLength(61));

  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s %s',
    async (_id, _name, audit) => {
      const result = await audit.fn();
      expect(result).toEqual(expect.objectContaining({ status: 'ok' }));
    },
  );
});
