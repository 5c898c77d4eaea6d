import { createHash } from 'node:crypto';
import type { Source } from '@lastmile/federation/source';
import { type Actor, domainActor } from '@lastmile/kernel/actor';
import { newId } from '@lastmile/kernel/id';
import { Refusal } from '@lastmile/kernel/refusal';
import type { RequestContext } from '../request-context.ts';

const actor = domainActor('gateway', ['actor:read']);

function question(name: string, argument: string) {
  const document = `query Actor($id: ID!) { ${name}(${argument}: $id) }`;
  return { document, documentHash: createHash('sha256').update(document).digest('hex'), name };
}

const bySession = question('actorOfSession', 'sessionId');
const byUser = question('actorOfUser', 'userId');

/** Asks the auth subgraph what a session, or a user, may. Null where there is no such session or user any more. */
export function askAuth(auth: Source) {
  const ask = async (
    { document, documentHash, name }: ReturnType<typeof question>,
    id: string,
  ): Promise<Actor | null> => {
    const context: RequestContext = { actor, correlationId: newId() };
    const { data, errors } = await auth.execute({
      document,
      documentHash,
      variables: { id },
      kind: 'query',
      context,
    });
    if (errors && errors.length > 0) {
      throw new Refusal('UNAVAILABLE', 'Who you are cannot be checked for the moment. Try again shortly.');
    }
    return (data?.[name] ?? null) as Actor | null;
  };
  return {
    actorOfSession: (sessionId: string) => ask(bySession, sessionId),
    actorOfUser: (userId: string) => ask(byUser, userId),
  };
}
