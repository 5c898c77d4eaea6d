import type { Database, Transaction } from '@lastmile/database/database';
import { type Actor, assertMay, type ClientPlace, domainActor, may } from '@lastmile/kernel/actor';
import type { Clock } from '@lastmile/kernel/clock';
import { type Permission, permissions } from '@lastmile/kernel/permission';
import type { EventDefinition } from '@lastmile/messaging/define-event';
import type { EventEnvelope, NewEvent } from '@lastmile/messaging/envelope';
import type { LiveUpdates } from '@lastmile/messaging/live-updates';
import type { Log } from '@lastmile/telemetry/log';
import type { Tracer } from '@lastmile/telemetry/trace';
import DataLoader from 'dataloader';
import type { Context, DomainTypes, Work } from '../context.ts';
import type { Loader } from '../loader.ts';
import { deadlineExceeded } from '../operation/until-stopped.ts';
import type { Supergraph } from '../supergraph.ts';
import type { LoadBatches } from './batch-loads.ts';

/** An event on its way into the log, with whom and what it follows from. */
export interface PendingEvent {
  readonly definition: EventDefinition;
  readonly event: NewEvent<unknown>;
  readonly meta: EventOrigin;
}

export interface EventOrigin {
  readonly correlationId: string;
  readonly causationId?: string;
  readonly actorId?: string;
  readonly traceparent?: string;
}

/** What stays the same for all contexts of a running domain. */
export interface DomainGround<Domain extends DomainTypes> {
  readonly name: string;
  readonly database: Database<Domain['client']>;
  readonly settings: Domain['settings'];
  readonly services: Domain['services'];
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly live: LiveUpdates;
  readonly supergraph: Supergraph | undefined;
  readonly batches: LoadBatches;
  /** Appends what a transaction has to say, within it, at its end. */
  readonly append: (tx: Transaction<Domain['client']>, events: readonly PendingEvent[]) => Promise<void>;
  /** After a commit that appended something. */
  readonly wakeLog: () => void;
  readonly wakeJob: (name: string) => void;
}

export interface ContextOptions {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly client?: ClientPlace | undefined;
  /** The event being handled. */
  readonly event?: EventEnvelope;
  readonly announceMembershipVersion?: (version: number) => void;
  /** Whether nobody waits for the answer any more: then nothing more is asked of the database. */
  readonly isStopped?: () => boolean;
}

/** An open transaction with what it will say and do when it commits. */
export interface OpenWork<Domain extends DomainTypes> {
  readonly tx: Transaction<Domain['client']>;
  readonly events: PendingEvent[];
  readonly jobs: Set<string>;
}

const everyPermission = Object.keys(permissions) as Permission[];

export function createContext<Domain extends DomainTypes>(
  ground: DomainGround<Domain>,
  options: ContextOptions,
): Context<Domain> {
  const context: Context<Domain> = {
    ...standing(ground, options),
    get database() {
      assertWanted(options);
      return ground.database;
    },
    transaction: async (task) => {
      assertWanted(options);
      return transact(ground, (open) => task(createWork(ground, options, open)));
    },
    asDomain: () => createContext(ground, { ...options, actor: domainActor(ground.name, everyPermission) }),
  };
  return context;
}

/** A context inside an open transaction: its `transaction` joins, its events are appended with the others at the end. */
export function createWork<Domain extends DomainTypes>(
  ground: DomainGround<Domain>,
  options: ContextOptions,
  open: OpenWork<Domain>,
): Work<Domain> {
  const meta: EventOrigin = {
    correlationId: options.correlationId,
    actorId: options.actor.id,
    ...(options.event && { causationId: options.event.id }),
    ...ground.tracer.inject(),
  };
  const push = (definition: EventDefinition, event: NewEvent<unknown>) =>
    open.events.push({ definition, event, meta });
  const work: Work<Domain> = {
    ...standing(ground, options),
    database: ground.database,
    prisma: open.tx.prisma,
    query: open.tx.query,
    ...(options.event && { event: options.event }),
    emit: (definition, event) => void push(definition as EventDefinition, event),
    emitMany: (definition, events) => {
      for (const event of events) push(definition as EventDefinition, event);
    },
    wake: (job) => void open.jobs.add(job),
    transaction: (task) => task(work),
    asDomain: () =>
      createWork(ground, { ...options, actor: domainActor(ground.name, everyPermission) }, open),
  };
  return work;
}

/** One transaction: the task, then its events, then the commit, then whoever waits for it is woken. */
export async function transact<Domain extends DomainTypes, T>(
  ground: DomainGround<Domain>,
  task: (open: OpenWork<Domain>) => Promise<T>,
): Promise<T> {
  let last: OpenWork<Domain> | undefined;
  const result = await ground.database.transaction(async (tx) => {
    const open: OpenWork<Domain> = { tx, events: [], jobs: new Set() };
    last = open;
    const answer = await task(open);
    if (open.events.length > 0) await ground.append(tx, open.events);
    return answer;
  });
  if (last && last.events.length > 0) ground.wakeLog();
  for (const job of last?.jobs ?? []) ground.wakeJob(job);
  return result;
}

function assertWanted({ isStopped }: ContextOptions): void {
  if (isStopped?.()) throw deadlineExceeded();
}

type Standing<Domain extends DomainTypes> = Omit<Context<Domain>, 'database' | 'transaction' | 'asDomain'>;

function standing<Domain extends DomainTypes>(
  ground: DomainGround<Domain>,
  options: ContextOptions,
): Standing<Domain> {
  const { actor, correlationId } = options;
  return {
    actor,
    correlationId,
    clock: ground.clock,
    settings: ground.settings,
    services: ground.services,
    log: ground.log,
    live: ground.live,
    ...(options.client && { client: options.client }),
    ...(ground.supergraph && { supergraph: ground.supergraph }),
    load: requestMemo(ground.batches, options),
    assertMay: (permission, owned) => assertMay(actor, permission, owned),
    may: (permission, owned) => may(actor, permission, owned),
    announceMembershipVersion: (version) => options.announceMembershipVersion?.(version),
  };
}

/** Rows that this request has asked for; batching is the process's, so the memo itself passes each key on at once. */
function requestMemo<Domain extends DomainTypes>(
  batches: LoadBatches,
  options: ContextOptions,
): Context<Domain>['load'] {
  let memos: Map<unknown, DataLoader<unknown, unknown, string>> | undefined;
  return <Key, Row>(loader: Loader<Domain, Key, Row>, key: Key): Promise<Row> => {
    if (options.isStopped?.()) return Promise.reject(deadlineExceeded());
    memos ??= new Map();
    let memo = memos.get(loader);
    if (!memo) {
      const untyped = loader as unknown as Loader<DomainTypes, unknown, unknown>;
      memo = new DataLoader<unknown, unknown, string>(
        async (keys) => Promise.all(keys.map((one) => batches.load(untyped, one))),
        {
          batch: false,
          cacheKeyFn: untyped.identity,
        },
      );
      memos.set(loader, memo);
    }
    return memo.load(key) as Promise<Row>;
  };
}
