import type { Database, Query, TransactionClient } from '@lastmile/database/database';
import type { Actor, ClientPlace, Ownership } from '@lastmile/kernel/actor';
import type { Clock } from '@lastmile/kernel/clock';
import type { Permission } from '@lastmile/kernel/permission';
import type { EventDefinition } from '@lastmile/messaging/define-event';
import type { EventEnvelope, NewEvent } from '@lastmile/messaging/envelope';
import type { LiveUpdates } from '@lastmile/messaging/live-updates';
import type { Log } from '@lastmile/telemetry/log';
import type { DomainTypes } from './domain-types.ts';
import type { Loader } from './loader.ts';
import type { Supergraph } from './supergraph.ts';

export type { DomainTypes } from './domain-types.ts';

/**
 * What a use case is given: who acts, by which clock, on which database. One per request, per handled event and per
 * run of a job.
 */
export interface Context<Domain extends DomainTypes> {
  readonly actor: Actor;
  readonly correlationId: string;
  /** Where the request comes from; absent for the domain's own work. */
  readonly client?: ClientPlace;
  readonly clock: Clock;
  readonly settings: Domain['settings'];
  readonly services: Domain['services'];
  readonly log: Log;
  readonly database: Database<Domain['client']>;
  readonly live: LiveUpdates;
  /** The one endpoint, for what is shown or sent (docs/architecture.md); absent where the domain has not asked for it. */
  readonly supergraph?: Supergraph;

  /** One row by its key, batched with what other requests ask for in this tick, remembered within this request. */
  load<Key, Row>(loader: Loader<Domain, Key, Row>, key: Key): Promise<Row>;

  /** The event log's transaction: change and events together. Inside a handler, or inside another, it joins. */
  transaction<T>(task: (work: Work<Domain>) => Promise<T>): Promise<T>;

  /** Throws FORBIDDEN or UNAUTHENTICATED unless the actor holds the permission over an object so owned. */
  assertMay(permission: Permission, owned?: Ownership): void;
  may(permission: Permission, owned?: Ownership): boolean;

  /** Tells the gateway that the caller's own rights have changed: their next request waits for this membership version. */
  announceMembershipVersion(version: number): void;

  /** This context with the rights of the domain itself: for work that follows from a rule, not from the caller's rights. */
  asDomain(): Context<Domain>;
}

/** A context inside a transaction. */
export interface Work<Domain extends DomainTypes> extends Context<Domain> {
  readonly prisma: TransactionClient<Domain['client']>;
  /** Raw SQL on the transaction's connection. */
  readonly query: Query;

  /** Appends an event when the transaction commits; parsed by its schema now. */
  emit<Data, Type extends string>(definition: EventDefinition<Data, Type>, event: NewEvent<Data>): void;
  /** Appends many at once (bill runs, imports): set-based. */
  emitMany<Data, Type extends string>(
    definition: EventDefinition<Data, Type>,
    events: readonly NewEvent<Data>[],
  ): void;

  /** Wakes a job of this domain after the commit, so that it need not wait for its next turn. */
  wake(job: string): void;

  /** The event being handled, if this is a handler's work. */
  readonly event?: EventEnvelope;

  asDomain(): Work<Domain>;
}
