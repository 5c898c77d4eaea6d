import type { CarriedRecord } from './carrier.ts';
import type { EventEnvelope } from './envelope.ts';

/** What came off the wire is no event of ours. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
}

const texts = [
  'id',
  'type',
  'topic',
  'subject',
  'partitionkey',
  'recordedat',
  'correlationid',
  'source',
] as const;
const numbers = ['streamsequence', 'epoch', 'position'] as const;

/** The envelope of a record. Throws `UnreadableRecord` with what is wrong with it. */
export function readRecord({ value, topic }: Pick<CarriedRecord, 'value' | 'topic'>): EventEnvelope {
  if (typeof value !== 'string') return value;
  const parsed = parse(value);
  if (typeof parsed !== 'object' || parsed === null) throw new UnreadableRecord('it is no JSON object');
  const envelope = parsed as Record<string, unknown>;
  if (envelope.specversion !== '1.0') throw new UnreadableRecord('its specversion is not 1.0');
  for (const name of texts) {
    if (typeof envelope[name] !== 'string') throw new UnreadableRecord(`its ${name} is no text`);
  }
  if (envelope.topic !== topic) throw new UnreadableRecord(`it says that its topic is ${envelope.topic}`);
  for (const name of numbers) {
    if (!Number.isSafeInteger(envelope[name]) || (envelope[name] as number) < 1) {
      throw new UnreadableRecord(`its ${name} is no whole number above 0`);
    }
  }
  if (Number.isNaN(Date.parse(envelope.recordedat as string))) {
    throw new UnreadableRecord('its recordedat is no instant');
  }
  return parsed as EventEnvelope;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableRecord('it is no JSON');
  }
}
