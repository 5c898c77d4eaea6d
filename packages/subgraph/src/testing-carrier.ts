import { newId } from '@lastmile/kernel/id';
import type { CarriedRecord, Carrier } from '@lastmile/messaging/carrier';
import type { EventDefinition } from '@lastmile/messaging/define-event';
import type { EventEnvelope, NewEvent } from '@lastmile/messaging/envelope';

interface Consumer {
  readonly topics: readonly string[];
  readonly handle: (batch: readonly CarriedRecord[]) => Promise<void>;
}

/** A carrier that carries what a test hands in, with the positions and sequences that a real log would give. */
export class TestCarrier implements Carrier {
  readonly #logs = new Map<string, EventEnvelope[]>();
  readonly #sequences = new Map<string, number>();
  readonly #consumers: Consumer[] = [];
  readonly #followers: {
    topics: readonly string[];
    handle: (record: CarriedRecord) => Promise<void> | void;
  }[] = [];

  async publish(): Promise<void> {}

  consume: Carrier['consume'] = async (consumer) => {
    this.#consumers.push(consumer);
    return { caughtUp: async () => {}, stop: async () => {} };
  };

  follow: Carrier['follow'] = async (follower) => {
    this.#followers.push(follower);
    return { caughtUp: async () => {}, stop: async () => {} };
  };

  feed: Carrier['feed'] = async ({ domain, afterPosition, stream, topics, limit }) =>
    (this.#logs.get(domain) ?? [])
      .filter((event) => event.position > afterPosition)
      .filter((event) => !topics || topics.includes(topicOf(event)))
      .filter(
        (event) =>
          !stream ||
          (topicOf(event) === stream.topic &&
            event.partitionkey === stream.key &&
            event.streamsequence > stream.afterSequence),
      )
      .slice(0, limit);

  async close(): Promise<void> {}

  async deliver<Data, Type extends string>(
    definition: EventDefinition<Data, Type>,
    event: NewEvent<Data>,
  ): Promise<EventEnvelope<Data, Type>> {
    const envelope = this.#positioned(definition, event);
    await this.redeliver(envelope, definition.topic);
    return envelope;
  }

  /** Hands an envelope out once more, as a carrier may at any time. */
  async redeliver(envelope: EventEnvelope, topic: string): Promise<void> {
    const record = {
      topic,
      partition: 0,
      offset: String(envelope.position),
      value: JSON.stringify(envelope),
    };
    for (const { topics, handle } of this.#consumers) if (topics.includes(topic)) await handle([record]);
    for (const { topics, handle } of this.#followers) if (topics.includes(topic)) await handle(record);
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
    topics.set(envelope, definition.topic);
    return envelope;
  }
}

const topics = new WeakMap<EventEnvelope, string>();
const topicOf = (event: EventEnvelope) => topics.get(event) ?? '';
