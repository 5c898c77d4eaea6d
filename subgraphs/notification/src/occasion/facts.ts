import { type EventEnvelope, type EventIds, eventIdNames } from '@lastmile/messaging/envelope';
import { z } from 'zod';
import type { Occasion } from './occasions.ts';

export type FactType =
  | 'ID'
  | 'Date'
  | 'DateTime'
  | 'Int'
  | 'Float'
  | 'Boolean'
  | 'String'
  | 'Decimal'
  | 'Currency';

/** Something that an event says; a template shows it as `event.<name>`. */
export interface Fact {
  readonly name: string;
  /** MONEY is `{ amount, currency }`; LIST is a list. */
  readonly kind: FactType | 'MONEY' | 'LIST';
  /** Every event of the kind has it; else it may be null. */
  readonly always: boolean;
}

export type Facts = Readonly<Record<string, unknown>>;

/** Names of the envelope's ids as templates and queries write them. */
const idFacts: Readonly<Record<keyof EventIds, string>> = {
  legalentityid: 'legalEntityId',
  regionid: 'regionId',
  customerid: 'customerId',
  accountid: 'accountId',
  contractid: 'contractId',
  lineid: 'lineId',
  subscriptionid: 'subscriptionId',
  invoiceid: 'invoiceId',
  paymentid: 'paymentId',
  userid: 'userId',
  sessionid: 'sessionId',
  nodeid: 'nodeId',
  outageid: 'outageId',
  ticketid: 'ticketId',
  billrunid: 'billRunId',
  applicationid: 'applicationId',
  deviceid: 'deviceId',
};

interface Property {
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

const known = new Map<string, readonly Fact[]>();

/** What events of an occasion say: the fields of their data, the envelope's ids, `eventId` and `occurredAt`. */
export function factsOffered({ event }: Occasion): readonly Fact[] {
  let facts = known.get(event.type);
  if (!facts) {
    facts = readFacts(event.schema);
    known.set(event.type, facts);
  }
  return facts;
}

function readFacts(schema: z.ZodType): readonly Fact[] {
  const json = z.toJSONSchema(schema) as {
    properties?: Record<string, Property>;
    required?: string[];
  };
  const data = Object.entries(json.properties ?? {}).map(
    ([name, property]): Fact => ({
      name,
      kind: kindOf(property),
      always: json.required?.includes(name) ?? false,
    }),
  );
  const said = new Set(data.map(({ name }) => name));
  const ids = eventIdNames
    .map((name) => idFacts[name])
    .filter((name) => !said.has(name))
    .map((name): Fact => ({ name, kind: 'ID', always: false }));
  return [
    ...data,
    ...ids,
    { name: 'eventId', kind: 'ID', always: true },
    { name: 'occurredAt', kind: 'DateTime', always: true },
  ];
}

function kindOf({ type, format, properties }: Property): Fact['kind'] {
  if (type === 'array') return 'LIST';
  if (properties?.amount && properties.currency) return 'MONEY';
  if (format === 'uuid') return 'ID';
  if (format === 'date') return 'Date';
  if (format === 'date-time') return 'DateTime';
  if (type === 'integer') return 'Int';
  if (type === 'number') return 'Float';
  return type === 'boolean' ? 'Boolean' : 'String';
}

/** The facts of one event, with null for what it leaves out, so that a template may ask for it. */
export function factsOf(occasion: Occasion, envelope: EventEnvelope): Facts {
  const data = envelope.data as Record<string, unknown>;
  const ids = Object.fromEntries(eventIdNames.map((name) => [idFacts[name], envelope[name]]));
  const said: Record<string, unknown> = {
    ...ids,
    ...data,
    eventId: envelope.id,
    occurredAt: envelope.time,
  };
  return Object.fromEntries(factsOffered(occasion).map(({ name }) => [name, said[name] ?? null]));
}

/** A variable that a template's query may declare. */
export interface OfferedVariable {
  readonly name: string;
  readonly type: FactType;
  /** May be declared as non-null. */
  readonly always: boolean;
}

/** Each single-valued fact is a variable of its name; an amount is two, `<name>Amount` and `<name>Currency`. */
export function variablesOffered(occasion: Occasion): readonly OfferedVariable[] {
  return factsOffered(occasion).flatMap(({ name, kind, always }): OfferedVariable[] => {
    if (kind === 'LIST') return [];
    if (kind !== 'MONEY') return [{ name, type: kind, always }];
    return [
      { name: `${name}Amount`, type: 'Decimal', always },
      { name: `${name}Currency`, type: 'Currency', always },
    ];
  });
}

/** The values of all offered variables, from an event's facts. */
export function variableValues(occasion: Occasion, facts: Facts): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, kind } of factsOffered(occasion)) {
    const value = facts[name] ?? null;
    if (kind === 'LIST') continue;
    if (kind !== 'MONEY') {
      values[name] = value;
      continue;
    }
    const money = value as { amount: string; currency: string } | null;
    values[`${name}Amount`] = money?.amount ?? null;
    values[`${name}Currency`] = money?.currency ?? null;
  }
  return values;
}
