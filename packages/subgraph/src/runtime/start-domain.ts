import { openDatabase } from '@lastmile/database/database';
import { type Actor, domainActor } from '@lastmile/kernel/actor';
import { newId } from '@lastmile/kernel/id';
import { type Permission, permissions } from '@lastmile/kernel/permission';
import { createDomainMessaging, type DomainMessaging } from '@lastmile/messaging/domain-messaging';
import type { Handler } from '@lastmile/messaging/handler';
import { withCorrelation } from '@lastmile/telemetry/correlation';
import type { Tracer } from '@lastmile/telemetry/trace';
import { buildDomainSchema, type DomainSchema } from '../build-schema.ts';
import type { Context, DomainTypes, Work } from '../context.ts';
import type { Endpoint, EndpointAnswer, EndpointRequest, Job, SubgraphDefinition } from '../definition.ts';
import {
  type OperationRequest,
  type OperationResult,
  subscribeOperation,
} from '../operation/execute-operation.ts';
import { PreparedOperations } from '../operation/prepare-operation.ts';
import { answerOperations, type Caller } from './answer-operations.ts';
import { LoadBatches } from './batch-loads.ts';
import {
  createContext,
  createWork,
  type DomainGround,
  type OpenWork,
  type PendingEvent,
  transact,
} from './create-context.ts';
import { observeQueries } from './observe-queries.ts';
import type { Platform } from './platform.ts';
import { type RunningJobs, runJobs } from './run-jobs.ts';

export interface RunningDomain<Domain extends DomainTypes = DomainTypes> {
  readonly name: string;
  readonly schema: DomainSchema;
  readonly messaging: DomainMessaging;
  readonly services: Domain['services'];
  readonly settings: Domain['settings'];
  /** A query begins nothing more once the signal has fired, and is answered with DEADLINE_EXCEEDED; a mutation ends. */
  execute(request: OperationRequest, caller: Caller, signal?: AbortSignal): Promise<OperationResult>;
  subscribe(
    request: OperationRequest,
    caller: Caller,
  ): Promise<AsyncGenerator<OperationResult, void, void> | OperationResult>;
  /** The answer of a plain HTTP endpoint; undefined where there is none at this path. */
  endpoint(method: string, path: string, request: EndpointRequest): Promise<EndpointAnswer> | undefined;
  /** A context for calling use cases directly: the domain's own rights unless an actor is given. */
  context(actor?: Actor): Context<Domain>;
  /** Runs a job until nothing more is waiting. */
  runJob(name: string): Promise<void>;
  ready(): { readonly ok: boolean; readonly why?: string };
  /** Ends jobs and handlers first, then the log, then services and the database. */
  stop(): Promise<void>;
}

const everyPermission = Object.keys(permissions) as Permission[];

/** Brings a domain to life: database, services, event log and handlers, jobs. Its migrations have been applied before. */
export async function startDomain<Domain extends DomainTypes>(
  definition: SubgraphDefinition<Domain>,
  platform: Platform,
): Promise<RunningDomain<Domain>> {
  const schema = buildDomainSchema(definition);
  const jobs: { running?: RunningJobs } = {};
  const { ground, messaging } = await layGround(definition, platform, (name) => jobs.running?.wake(name));
  const contextOf = (actor: Actor = actorOf(definition)) =>
    createContext(ground, { actor, correlationId: newId() });

  try {
    await definition.prepare?.(contextOf());
    await messaging.start();
  } catch (error) {
    await messaging.stop();
    await definition.closeServices?.(ground.services);
    await ground.database.close();
    throw error;
  }
  const runnable = definition.jobs.map((job) => runnableJob(job, contextOf, platform.tracer));
  if (platform.jobsRun !== false) jobs.running = runJobs(runnable, ground.log);

  return {
    ...answering(definition, ground, schema, platform),
    name: definition.name,
    schema,
    messaging,
    services: ground.services,
    settings: ground.settings,
    context: contextOf,
    runJob: async (name) => {
      const job = runnable.find((one) => one.name === name);
      if (!job) throw new Error(`${definition.name} has no job called ${name}`);
      while (await job.run());
    },
    ready: () => messaging.ready(),
    stop: async () => {
      await jobs.running?.stop();
      await messaging.stop();
      await definition.closeServices?.(ground.services);
      await ground.database.close();
    },
  };
}

/** The rights of a domain's own work: its code is the rule. */
const actorOf = ({ name }: { readonly name: string }) => domainActor(name, everyPermission);

/** What a domain stands on: settings, database, services, and an event log whose handlers work on the same ground. */
async function layGround<Domain extends DomainTypes>(
  definition: SubgraphDefinition<Domain>,
  platform: Platform,
  wakeJob: (name: string) => void,
): Promise<{ ground: DomainGround<Domain>; messaging: DomainMessaging }> {
  const { clock, tracer, metrics } = platform;
  const settings = definition.settings(platform.env);
  const log = platform.log.child({ domain: definition.name });
  const database = openDatabase<object>({
    name: definition.name,
    url: platform.databaseUrl,
    ...(platform.poolSizeMax && { poolSizeMax: platform.poolSizeMax }),
    createClient: (adapter) => definition.createClient(adapter) as object,
    ...observeQueries(platform, definition.name),
  }) as DomainGround<Domain>['database'];
  const services = await definition.services({ settings, log, clock, metrics });
  const actor = actorOf(definition);
  const messaging = createDomainMessaging<HandlerTransaction<Domain>>({
    ...{ domain: definition.name, pool: database.pool, carrier: platform.carrier, log, metrics, tracer },
    handlers: definition.handlers as readonly Handler<never>[],
    transact: (work) => transact(ground, (open) => work({ ...open, query: open.tx.query })),
    apply: (handler, open, event) =>
      (handler as unknown as Handler<Work<Domain>>).apply(
        createWork(ground, { actor, correlationId: event.correlationid, event }, open),
        event,
      ),
    ...(platform.pollMs && { pollMs: platform.pollMs }),
  });
  const ground: DomainGround<Domain> = {
    ...{ name: definition.name, database, settings, services, clock, log, tracer, wakeJob },
    live: messaging.live,
    supergraph: platform.supergraph,
    batches: new LoadBatches(database),
    append: (tx, events) => {
      assertListed(definition, events);
      return messaging.append(tx.query, events, { correlationId: events[0]?.meta.correlationId ?? newId() });
    },
    wakeLog: () => messaging.wake(),
  };
  return { ground, messaging };
}

/** What a domain says without listing it would be missing wherever `events` is read. */
function assertListed(
  { name, events }: Pick<SubgraphDefinition<DomainTypes>, 'name' | 'events'>,
  said: readonly PendingEvent[],
): void {
  const unlisted = said.find(({ definition }) => !events.includes(definition));
  if (unlisted)
    throw new Error(`${name} says ${unlisted.definition.type}: add it to \`events\` of its subgraph.ts.`);
}

type HandlerTransaction<Domain extends DomainTypes> = OpenWork<Domain> &
  Pick<OpenWork<Domain>['tx'], 'query'>;

/** The doors through which the domain is asked. */
function answering<Domain extends DomainTypes>(
  definition: SubgraphDefinition<Domain>,
  ground: DomainGround<Domain>,
  schema: DomainSchema,
  { tracer, metrics }: Platform,
): Pick<RunningDomain<Domain>, 'execute' | 'subscribe' | 'endpoint'> {
  const operations = new PreparedOperations(schema);
  const endpoints = new Map<string, Endpoint<Domain>>(
    (definition.endpoints ?? []).map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint]),
  );
  return {
    execute: answerOperations({ name: definition.name, ground, operations, tracer, metrics }),
    subscribe: (request, caller) =>
      subscribeOperation(operations, request, () => createContext(ground, caller)),
    endpoint: (method, path, request) =>
      endpoints
        .get(`${method} ${path}`)
        ?.handle(createContext(ground, { actor: actorOf(definition), correlationId: newId() }), request),
  };
}

function runnableJob<Domain extends DomainTypes>(
  job: Job<Domain>,
  contextOf: () => Context<Domain>,
  tracer: Tracer,
) {
  return {
    name: job.name,
    everyMs: job.everyMs,
    run: () => {
      const context = contextOf();
      return withCorrelation(context.correlationId, () =>
        tracer.span(`job ${job.name}`, {}, () => job.run(context)),
      );
    },
  };
}
