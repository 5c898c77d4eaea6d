import { domainActor } from '@lastmile/kernel/actor';
import { assertionHeader, signAssertion } from '@lastmile/kernel/assertion';
import { newId } from '@lastmile/kernel/id';
import { Refusal } from '@lastmile/kernel/refusal';
import type { Supergraph } from '../supergraph.ts';

const timeoutMs = 10_000;

/** The one endpoint over HTTP, asked with an assertion by this domain's own key towards the gateway. */
export function remoteSupergraph(domain: string, gateway: { url: string; key: string }): Supergraph {
  const ask = async (question: object): Promise<unknown> => {
    const body = JSON.stringify(question);
    const assertion = { audience: 'gateway', actor: domainActor(domain, []), correlationId: newId() };
    const answer = await fetch(new URL('/domain/query', gateway.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [assertionHeader]: signAssertion(assertion, body, gateway.key),
      },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!answer.ok) throw new Refusal('UNAVAILABLE', `The gateway answered ${answer.status} to ${domain}.`);
    return answer.json();
  };
  return {
    validate: async (document) => (await ask({ document, validateOnly: true })) as string[],
    query: async (request) => (await ask(request)) as Awaited<ReturnType<Supergraph['query']>>,
  };
}
