import { createTestDatabase } from '@lastmile/database/testing';
import { type Actor, anonymous, type MembershipGrant } from '@lastmile/kernel/actor';
import { ManualClock } from '@lastmile/kernel/clock';
import { newId } from '@lastmile/kernel/id';
import { type CustomerRole, type Permission, staffRoles } from '@lastmile/kernel/permission';
import type { Environment } from '@lastmile/kernel/settings';
import type { EventDefinition } from '@lastmile/messaging/define-event';
import type { EventEnvelope, NewEvent } from '@lastmile/messaging/envelope';
import { type Log, silentLog } from '@lastmile/telemetry/log';
import { noMetrics } from '@lastmile/telemetry/metrics';
import { noTracer } from '@lastmile/telemetry/trace';
import type { Context, DomainTypes } from './context.ts';
import type { SubgraphDefinition } from './definition.ts';
import type { OperationResult } from './operation/execute-operation.ts';
import { type RunningDomain, startDomain } from './runtime/start-domain.ts';
import type { Supergraph } from './supergraph.ts';
import { TestCarrier } from './testing-carrier.ts';

export { anonymous };

/** A staff member with one of the roles that exist from the start. */
export function staffActor(role: keyof typeof staffRoles = 'operator', id = newId()): Actor {
  const permissions: readonly Permission[] = staffRoles[role];
  const scope = { legalEntities: 'all', regions: 'all' } as const;
  return {
    kind: 'user',
    id,
    version: 1,
    membershipVersion: 0,
    staff: [{ permissions, scope }],
    memberships: [],
  };
}

/** A signed-in user without any role. */
export function userActor(id = newId(), memberships: readonly MembershipGrant[] = []): Actor {
  return {
    kind: 'user',
    id,
    sessionId: newId(),
    version: 1,
    membershipVersion: memberships.length,
    staff: [],
    memberships,
  };
}

/** A user who acts for one customer. */
export function memberActor(userId: string, customerId: string, role: CustomerRole = 'owner'): Actor {
  return userActor(userId, [{ customerId, role }]);
}

export interface TestRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Anonymous unless given. */
  readonly actor?: Actor;
}

export interface TestSubgraphOptions<Domain extends DomainTypes> {
  readonly env?: Environment;
  readonly clock?: ManualClock;
  /** Replaces ports to the outside. */
  readonly services?: Partial<Domain['services']>;
  readonly supergraph?: Supergraph;
  readonly log?: Log;
  /** A second replica on the database of a first one. */
  readonly databaseUrl?: string;
  /** Jobs run by themselves, as in a real process. */
  readonly jobsRun?: boolean;
}

export interface TestSubgraph<Domain extends DomainTypes> {
  readonly running: RunningDomain<Domain>;
  readonly databaseUrl: string;
  readonly clock: ManualClock;
  execute(request: TestRequest): Promise<OperationResult>;
  subscribe(request: TestRequest): Promise<AsyncGenerator<OperationResult, void, void>>;
  context(actor?: Actor): Context<Domain>;
  /** An event of another domain arrives and is applied through the inbox. */
  receive<Data, Type extends string>(
    definition: EventDefinition<Data, Type>,
    event: Omit<NewEvent<Data>, 'time'> & { time?: Date },
  ): Promise<EventEnvelope<Data, Type>>;
  /** What this domain has said so far, in the order of its log. */
  emitted<Data, Type extends string>(
    definition?: EventDefinition<Data, Type>,
  ): Promise<EventEnvelope<Data, Type>[]>;
  runJob(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** A domain on a database of its own, with the events of other domains handed in by the test. */
export async function startTestSubgraph<Domain extends DomainTypes>(
  definition: SubgraphDefinition<Domain>,
  options: TestSubgraphOptions<Domain> = {},
): Promise<TestSubgraph<Domain>> {
  const clock = options.clock ?? new ManualClock('2026-11-23T12:00:00Z');
  const database = options.databaseUrl
    ? { url: options.databaseUrl, drop: async () => {} }
    : await createTestDatabase(definition.name);
  const carrier = new TestCarrier();
  const running = await startDomain(withServices(definition, options.services), {
    env: options.env ?? {},
    databaseUrl: database.url,
    poolSizeMax: 6,
    carrier,
    clock,
    log: options.log ?? silentLog,
    metrics: noMetrics,
    tracer: noTracer,
    jobsRun: options.jobsRun ?? false,
    pollMs: 50,
    ...(options.supergraph && { supergraph: options.supergraph }),
  });
  const caller = (actor: Actor = anonymous) => ({ actor, correlationId: newId() });
  return {
    running,
    databaseUrl: database.url,
    clock,
    execute: ({ query, variables, actor }) => running.execute({ document: query, variables }, caller(actor)),
    subscribe: async ({ query, variables, actor }) => {
      const stream = await running.subscribe({ document: query, variables }, caller(actor));
      if (!(Symbol.asyncIterator in stream))
        throw new Error(`No subscription: ${JSON.stringify(stream.errors)}`);
      return stream;
    },
    context: (actor) => running.context(actor),
    receive: (event, given) => carrier.deliver(event, { time: clock.now(), ...given }),
    emitted: async (event) => {
      await running.messaging.settled();
      const log = await wholeLog(running);
      return log.filter(({ type }) => !event || type === event.type) as never;
    },
    runJob: (name) => running.runJob(name),
    stop: async () => {
      await running.stop();
      await database.drop();
    },
  };
}

async function wholeLog({ messaging }: Pick<RunningDomain, 'messaging'>): Promise<EventEnvelope[]> {
  const log: EventEnvelope[] = [];
  for (;;) {
    const page = await messaging.feed({ afterPosition: log.at(-1)?.position ?? 0, limit: 1_000 });
    if (page.length === 0) return log;
    log.push(...page);
  }
}

function withServices<Domain extends DomainTypes>(
  definition: SubgraphDefinition<Domain>,
  services: Partial<Domain['services']> | undefined,
): SubgraphDefinition<Domain> {
  if (!services) return definition;
  return {
    ...definition,
    services: async (given) =>
      ({ ...((await definition.services(given)) as object), ...services }) as Domain['services'],
  };
}
