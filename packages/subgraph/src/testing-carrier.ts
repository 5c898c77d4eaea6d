import { newId } from '@lastmile/kernel/id';
import type { Carrier, Subscription } from '@lastmile/messaging/carrier';
import type { EventDefinition } from '@lastmile/messaging/define-event';
import type { EventEnvelope, NewEvent } from '@lastmile/messaging/envelope';

type Consumer = Parameters<Carrier['consume']>[0];
type Follower = Parameters<Carrier['follow']>[0];

const still: Subscription = { caughtUp: async () => {}, stop: async () => {} };

/** A carrier that carries what a test hands in, with the positions and sequences that a real log would give. */
export class TestCarrier implements Carrier {
  readonly complete = true;
  readonly #logs = new Map<string, EventEnvelope[]>();
  readonly #sequences = new Map<string, number>();
  readonly #consumers: Consumer[] = [];
  readonly #followers: Follower[] = [];

  carry: Carrier['carry'] = async () => still;

  consume: Carrier['consume'] = async (consumer) => {
    this.#consumers.push(consumer);
    return still;
  };

  follow: Carrier['follow'] = async (follower) => {
    this.#followers.push(follower);
    return still;
  };

  feed: Carrier['feed'] = async (domain, { afterPosition, stream, topics, limit }) =>
    (this.#logs.get(domain) ?? [])
      .filter((event) => event.position > afterPosition)
      .filter((event) => !topics || topics.includes(event.topic))
      .filter(
        (event) =>
          !stream ||
          (event.topic === stream.topic &&
            event.partitionkey === stream.key &&
            event.streamsequence > stream.afterSequence),
      )
      .slice(0, limit);

  ready = () => ({ ok: true });

  async close(): Promise<void> {}

  async deliver<Data, Type extends string>(
    definition: EventDefinition<Data, Type>,
    event: NewEvent<Data>,
  ): Promise<EventEnvelope<Data, Type>> {
    const envelope = this.#positioned(definition, event);
    await this.redeliver(envelope);
    return envelope;
  }

  /** Hands an envelope out once more, as a carrier may at any time. */
  async redeliver(envelope: EventEnvelope): Promise<void> {
    const { topic, position } = envelope;
    const record = { topic, partition: 0, offset: String(position), value: JSON.stringify(envelope) };
    const { signal } = new AbortController();
    const listens = ({ topics }: { topics: readonly string[] }) => topics.includes(topic);
    for (const { handle } of this.#consumers.filter(listens)) await handle([record], signal);
    for (const { handle } of this.#followers.filter(listens)) await handle(record);
  }

  #positioned<Data, Type extends string>(
    definition: EventDefinition<Data, Type>,
    event: NewEvent<Data>,
  ): EventEnvelope<Data, Type> {
    const log = this.#logs.get(definition.domain) ?? [];
    this.#logs.set(definition.domain, log);
    const stream = `${definition.topic} ${event.key}`;
    const streamsequence = (this.#sequences.get(stream) ?? 0) + 1;
    this.#sequences.set(stream, streamsequence);
    const envelope: EventEnvelope<Data, Type> = {
      specversion: '1.0',
      id: newId(),
      source: `/lastmile/${definition.domain}`,
      type: definition.type,
      subject: event.subject,
      time: event.time.toISOString(),
      datacontenttype: 'application/json',
      topic: definition.topic,
      partitionkey: event.key,
      recordedat: new Date().toISOString(),
      streamsequence,
      epoch: 1,
      position: log.length + 1,
      correlationid: newId(),
      ...(event.bulkid && { bulkid: event.bulkid }),
      ...event.ids,
      data: definition.schema.parse(event.data),
    };
    log.push(envelope);
    return envelope;
  }
}
