import { assertMay, domainActor } from '@lastmile/kernel/actor';
import { assertionHeader, signAssertion, verifyAssertion } from '@lastmile/kernel/assertion';
import { newId } from '@lastmile/kernel/id';
import { badInput, Refusal } from '@lastmile/kernel/refusal';
import type { FeedRequest } from '@lastmile/messaging/carrier';
import type { EventEnvelope } from '@lastmile/messaging/envelope';
import { z } from 'zod';
import type { RunningDomain } from '../runtime/start-domain.ts';

const feedRequest = z.object({
  afterPosition: z.int().min(0),
  topics: z.array(z.string()).optional(),
  stream: z.object({ topic: z.string(), key: z.string(), afterSequence: z.int().min(0) }).optional(),
  limit: z.int().min(1).max(1_000),
});

const audienceOf = (domain: string) => `feed:${domain}`;

/** POST /feed: the domain's own log, for other domains with an assertion by one of the feed keys. */
export async function answerFeed(
  domain: RunningDomain,
  keys: readonly string[],
  token: string | undefined,
  body: Buffer,
): Promise<readonly EventEnvelope[]> {
  const { actor } = verifyAssertion(token, { audience: audienceOf(domain.name), body, keys });
  assertMay(actor, 'event:feed');
  const request = feedRequest.safeParse(JSON.parse(body.toString()));
  if (!request.success) throw badInput('feed', z.prettifyError(request.error));
  return domain.messaging.feed(request.data);
}

/** Reads another domain's log over HTTP, as the carrier asks for it. */
export async function readFeed(
  reader: string,
  owner: { domain: string; url: string; key: string },
  request: FeedRequest,
): Promise<readonly EventEnvelope[]> {
  const body = JSON.stringify(request);
  const assertion = {
    audience: audienceOf(owner.domain),
    actor: domainActor(reader, ['event:feed']),
    correlationId: newId(),
  };
  const answer = await fetch(new URL('/feed', owner.url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [assertionHeader]: signAssertion(assertion, body, owner.key),
    },
    body,
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Refusal('UNAVAILABLE', `The log of ${owner.domain} answered ${answer.status}`);
  return (await answer.json()) as EventEnvelope[];
}
