import type { DomainMessaging } from './domain-messaging.ts';

/**
 * For tests and for loading data: resolves when all of the given domains have applied all that they said to each
 * other, however long the chain of events. Throws when it has not come to an end after `roundsMax` rounds.
 */
export async function settleAll(domains: readonly DomainMessaging[], roundsMax = 100): Promise<void> {
  let before = '';
  for (let round = 0; round < roundsMax; round += 1) {
    for (const domain of domains) await domain.settled();
    const now = JSON.stringify(await Promise.all(domains.map((domain) => domain.position())));
    if (now === before) return;
    before = now;
  }
  throw new Error(`The domains were still answering each other after ${roundsMax} rounds.`);
}
