import { createHash } from 'node:crypto';
import type { Source } from '@lastmile/federation/source/source';
import { type Actor, domainActor } from '@lastmile/kernel/actor';
import type { ApiKeyState, ReadApiKey } from '@lastmile/kernel/api-key';
import { newId } from '@lastmile/kernel/id';
import { Refusal } from '@lastmile/kernel/refusal';
import type { RequestContext } from '../request-context.ts';

const actor = domainActor('gateway', ['actor:read']);

function question(name: string, document: string) {
  return { document, documentHash: createHash('sha256').update(document).digest('hex'), name };
}

const bySession = question('actorOfSession', 'query Actor($id: ID!) { actorOfSession(sessionId: $id) }');
const byUser = question('actorOfUser', 'query Actor($id: ID!) { actorOfUser(userId: $id) }');
const byKey = question(
  'stateOfApiKey',
  'query Key($prefix: String!, $hash: String!) { stateOfApiKey(prefix: $prefix, hash: $hash) }',
);

/** Asks the auth subgraph what a session, a user, or a partner's key may. Null where there is no such one any more. */
export function askAuth(auth: Source) {
  const ask = async <State>(
    { document, documentHash, name }: ReturnType<typeof question>,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<State | null> => {
    const context: RequestContext = { actor, correlationId: newId() };
    const { data, errors } = await auth.execute({
      document,
      documentHash,
      variables,
      kind: 'query',
      context,
    });
    if (errors && errors.length > 0) {
      throw new Refusal('UNAVAILABLE', 'Who you are cannot be checked for the moment. Try again shortly.');
    }
    return (data?.[name] ?? null) as State | null;
  };
  return {
    actorOfSession: (id: string) => ask<Actor>(bySession, { id }),
    actorOfUser: (id: string) => ask<Actor>(byUser, { id }),
    stateOfApiKey: ({ prefix, hash }: ReadApiKey) => ask<ApiKeyState>(byKey, { prefix, hash }),
  };
}
