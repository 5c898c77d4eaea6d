import { z } from 'zod';
import type { EventDefinition } from './define-event.ts';
import { eventIdNames } from './envelope.ts';

type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };
type Schema = Record<string, Json>;
// biome-ignore lint/suspicious/noExplicitAny: definitions of any data
type Definitions = readonly EventDefinition<any, string>[];

/** The dialect that tools around AsyncAPI all understand. */
const DIALECT = 'http://json-schema.org/draft-07/schema#';

const text = (description: string, more: Schema = {}): Schema => ({ type: 'string', description, ...more });
const whole = (description: string): Schema => ({ type: 'integer', minimum: 1, description });

const optionalTexts: Schema = {
  causationid: text('The event that led to this one.'),
  bulkid: text('Set for mass work, such as a bill run or an import.'),
  actorid: text('Who acted.'),
  traceparent: text('W3C trace context of the writing transaction.'),
};

/** JSON Schema of the whole event: the CloudEvents envelope with this definition's data. */
export function eventSchema(definition: EventDefinition): Schema {
  const { type, about, domain, topic } = definition;
  const { $schema: _, ...data } = z.toJSONSchema(definition.schema, {
    io: 'output',
    target: 'draft-7',
  }) as Schema;
  const properties: Schema = {
    specversion: { const: '1.0' },
    id: text('UUIDv7 of the event.', { format: 'uuid' }),
    source: { const: `/lastmile/${domain}` },
    type: { const: type },
    subject: text('The aggregate’s id.'),
    time: text('When it was so, by the business clock.', { format: 'date-time' }),
    datacontenttype: { const: 'application/json' },
    topic: { const: topic },
    partitionkey: text(`The stream’s key: the id of the ${definition.root}.`),
    recordedat: text('When it was written, by the database’s clock.', { format: 'date-time' }),
    streamsequence: whole('Gap-free within topic and partitionkey.'),
    epoch: whole('Grows when the log was restored from a backup.'),
    position: whole('Gap-free within the log of the domain.'),
    correlationid: text('What everything that came from one request has in common.'),
  };
  return {
    $schema: DIALECT,
    $id: `https://lastmile.dev/events/${type}.json`,
    title: type,
    description: about,
    type: 'object',
    required: [...Object.keys(properties), 'data'],
    properties: {
      ...properties,
      ...optionalTexts,
      ...Object.fromEntries(eventIdNames.map((name) => [name, { type: 'string' }])),
      data: openObjects(data),
    },
  };
}

/** Consumers ignore fields that they do not know, so the schemas do not forbid them. */
function openObjects(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(openObjects);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema as Schema).filter(
    ([name, value]) => !(name === 'additionalProperties' && value === false),
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, openObjects(value ?? null)]));
}

/** Everything that stands in schema/events/, by file name. */
export function eventDocuments(definitions: Definitions): Map<string, string> {
  return eventSchemaFiles(definitions).set('asyncapi.json', asyncApiDocument(definitions));
}

/** `<type>.json` → text, for schema/events/; the same for the same definitions in whatever order. */
export function eventSchemaFiles(definitions: Definitions): Map<string, string> {
  return new Map(
    sorted(definitions).map((definition) => [`${definition.type}.json`, print(eventSchema(definition))]),
  );
}

/** One AsyncAPI 3 document of all events: a channel per topic, a message per event. */
export function asyncApiDocument(definitions: Definitions): string {
  const all = sorted(definitions);
  const topics = [...new Set(all.map(({ topic }) => topic))].sort();
  const of = (topic: string) => all.filter((definition) => definition.topic === topic);
  return print({
    asyncapi: '3.0.0',
    info: {
      title: 'Lastmile events',
      version: '1.0.0',
      description:
        'What the domains of Lastmile tell each other. CloudEvents 1.0 in structured JSON; order holds within partitionkey.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(topics.map((topic) => [topic, channel(topic, of(topic))])),
    operations: Object.fromEntries(
      topics.map((topic) => [
        `receive.${topic}`,
        {
          action: 'receive',
          channel: { $ref: `#/channels/${topic}` },
          summary: `Everything of ${topic}, in order per key.`,
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        all.map((definition) => [
          definition.type,
          {
            name: definition.type,
            title: definition.type,
            summary: definition.about,
            contentType: 'application/cloudevents+json',
            payload: {
              schemaFormat: 'application/schema+json;version=draft-07',
              schema: { $ref: `./${definition.type}.json` },
            },
          },
        ]),
      ),
    },
  });
}

function channel(topic: string, definitions: Definitions): Json {
  const [, domain = '', root = ''] = topic.split('.');
  return {
    address: topic,
    description: `Events of ${domain}, ordered by ${root}.`,
    messages: Object.fromEntries(
      definitions.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }]),
    ),
    bindings: { kafka: { bindingVersion: '0.5.0', topic } },
  };
}

function sorted(definitions: Definitions): EventDefinition[] {
  const byType = new Map<string, EventDefinition>();
  for (const definition of definitions) {
    const known = byType.get(definition.type);
    if (known && known !== definition) throw new Error(`Two events are called ${definition.type}.`);
    byType.set(definition.type, definition);
  }
  return [...byType.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}

function print(document: Json): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
