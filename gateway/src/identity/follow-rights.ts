import type { CarriedRecord, Carrier } from '@lastmile/messaging/carrier';
import type { EventEnvelope } from '@lastmile/messaging/envelope';
import { apiKeyRevoked, partnerChanged } from '@lastmile/messaging/events/auth/partner';
import { actorChanged, sessionEnded, userDeactivated } from '@lastmile/messaging/events/auth/user';
import type { Gateway } from '../create-gateway.ts';

/** Lets the gateway hear of every change of rights, on every replica. */
export async function followRights(
  carrier: Carrier,
  gateway: Pick<Gateway, 'rights'>,
): Promise<{ stop(): Promise<void> }> {
  return await carrier.follow({
    topics: [actorChanged.topic, partnerChanged.topic],
    // What changed meanwhile is on its way; until it is here, nothing that is known counts.
    onReturn: () => gateway.rights.unsure(),
    handle: (record) => {
      const event = envelopeOf(record);
      if (!event) return;
      if (event.type === sessionEnded.type) {
        gateway.rights.sessionEnded(sessionEnded.schema.parse(event.data).sessionId);
      } else if (event.type === actorChanged.type || event.type === userDeactivated.type) {
        gateway.rights.userChanged(event.partitionkey);
      } else if (event.type === apiKeyRevoked.type) {
        gateway.rights.apiKeyRevoked(apiKeyRevoked.schema.parse(event.data));
      } else if (record.topic === partnerChanged.topic) {
        gateway.rights.partnerChanged(event.partitionkey);
      }
    },
  });
}

function envelopeOf({ value }: CarriedRecord): EventEnvelope | undefined {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as EventEnvelope;
  } catch {
    return undefined;
  }
}
