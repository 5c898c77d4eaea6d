/**
 * Ids by which an event can be found, besides its subject; in lower case, as CloudEvents wants for extension
 * attributes. Each one that a domain offers as a subject of live updates has an index in its log.
 */
export interface EventIds {
  readonly legalentityid?: string;
  readonly regionid?: string;
  readonly customerid?: string;
  readonly accountid?: string;
  readonly contractid?: string;
  readonly lineid?: string;
  readonly subscriptionid?: string;
  readonly invoiceid?: string;
  readonly paymentid?: string;
  readonly userid?: string;
  readonly sessionid?: string;
  readonly nodeid?: string;
  readonly outageid?: string;
  readonly ticketid?: string;
  readonly billrunid?: string;
  readonly applicationid?: string;
  readonly deviceid?: string;
}

export const eventIdNames = [
  'legalentityid',
  'regionid',
  'customerid',
  'accountid',
  'contractid',
  'lineid',
  'subscriptionid',
  'invoiceid',
  'paymentid',
  'userid',
  'sessionid',
  'nodeid',
  'outageid',
  'ticketid',
  'billrunid',
  'applicationid',
  'deviceid',
] as const satisfies readonly (keyof EventIds)[];

/** CloudEvents 1.0, structured JSON (https://github.com/cloudevents/spec), with the extensions of docs/architecture.md. */
export interface EventEnvelope<Data = unknown, Type extends string = string> extends EventIds {
  readonly specversion: '1.0';
  /** UUIDv7. */
  readonly id: string;
  /** `/lastmile/<domain>` */
  readonly source: string;
  /** `<domain>.<aggregate>.<past tense>`, with `.v2` and so on from the second version on. */
  readonly type: Type;
  /** The aggregate's id. */
  readonly subject: string;
  /** When it was so (business time), ISO 8601. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** `lastmile.<domain>.<root>`; with `partitionkey` it is the event's stream. */
  readonly topic: string;
  /** The stream's key: the ordering root's id. */
  readonly partitionkey: string;
  /** When it was written (real clock), ISO 8601. */
  readonly recordedat: string;
  /** Gap-free within topic and key, from 1. */
  readonly streamsequence: number;
  /** Grows when a log was restored; see docs/events. */
  readonly epoch: number;
  /** Gap-free within the domain's log, from 1. */
  readonly position: number;
  readonly correlationid: string;
  /** The event that led to this one. */
  readonly causationid?: string;
  /** Set for mass work (a bill run, an import), so that live updates can leave it out. */
  readonly bulkid?: string;
  readonly actorid?: string;
  /** W3C trace context of the writing transaction. */
  readonly traceparent?: string;
  readonly data: Data;
}

/** What a use case says has happened; the rest of the envelope is filled in when it is appended. */
export interface NewEvent<Data> {
  /** The ordering root's id (account, customer, line, node, outage, user …). */
  readonly key: string;
  /** The aggregate's id. */
  readonly subject: string;
  /** When it was so, by the business clock. */
  readonly time: Date;
  readonly data: Data;
  readonly ids?: EventIds;
  readonly bulkid?: string;
}
