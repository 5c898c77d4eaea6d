import type { Clock } from '@lastmile/kernel/clock';
import type { Environment } from '@lastmile/kernel/settings';
import type { EventDefinition } from '@lastmile/messaging/define-event';
import type { Handler } from '@lastmile/messaging/handler';
import type { Log } from '@lastmile/telemetry/log';
import type { Metrics } from '@lastmile/telemetry/metrics';
import type { PrismaPg } from '@prisma/adapter-pg';
import type { Context, DomainTypes, Work } from './context.ts';

// biome-ignore lint/suspicious/noExplicitAny: type-graphql takes classes of any constructor
export type GraphQLClass = abstract new (...args: any[]) => object;

/** The entity's door: how `_entities` finds an object by its key. The same access rule holds as on any other way to it. */
export interface Reference<Domain extends DomainTypes> {
  /** The GraphQL type's name. */
  readonly type: string;
  /** The object, or null where there is none; for a stub of another domain's entity, the representation itself. */
  readonly resolve: (
    context: Context<Domain>,
    representation: Readonly<Record<string, unknown>>,
  ) => Promise<object | null> | object | null;
}

/** Work that a domain does by itself, every so often, on every replica; leases and SKIP LOCKED share it out. */
export interface Job<Domain extends DomainTypes> {
  readonly name: string;
  /** Real milliseconds between two runs; a run that was woken (`work.wake(name)`) comes at once. */
  readonly everyMs: number;
  /** Does a bounded amount; true says that more is waiting and asks to be called again at once, false that it is done. */
  readonly run: (context: Context<Domain>) => Promise<boolean>;
}

/** HTTP outside GraphQL: key sets, webhooks. The body is raw, since signatures are over bytes. */
export interface Endpoint<Domain extends DomainTypes> {
  readonly method: 'GET' | 'POST';
  /** Below `/<domain>` at the gateway and at the subgraph itself, e.g. `/.well-known/jwks.json`. */
  readonly path: string;
  readonly handle: (context: Context<Domain>, request: EndpointRequest) => Promise<EndpointAnswer>;
}

export interface EndpointRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface EndpointAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A domain as one value. A runtime turns it into a running thing; the domain cannot tell which one it is in. */
export interface SubgraphDefinition<Domain extends DomainTypes> {
  readonly name: string;
  /** Settings are read and checked once, at start; names carry the domain's prefix (`BILLING_…`). */
  readonly settings: (env: Environment) => Domain['settings'];
  /** Makes the domain's Prisma client on the pool that raw statements use too. */
  readonly createClient: (adapter: PrismaPg) => Domain['client'];
  /** Ports to the outside; `close` is called at shutdown. */
  readonly services: (given: {
    readonly settings: Domain['settings'];
    readonly log: Log;
    readonly clock: Clock;
    readonly metrics: Metrics;
  }) => Promise<Domain['services']> | Domain['services'];
  readonly closeServices?: (services: Domain['services']) => Promise<void>;
  /** Resolver classes, each listed: type-graphql's metadata is one store per process. */
  readonly resolvers: readonly GraphQLClass[];
  /** Types that only an interface or union leads to. */
  readonly orphanedTypes?: readonly GraphQLClass[];
  readonly references: readonly Reference<Domain>[];
  /** The events of which this domain is the owner. */
  readonly events: readonly EventDefinition[];
  readonly handlers: readonly Handler<Work<Domain>>[];
  readonly jobs: readonly Job<Domain>[];
  readonly endpoints?: readonly Endpoint<Domain>[];
  /** Runs once after migrations, before requests: rows without which the domain cannot work (default legal entity, roles). Idempotent. */
  readonly prepare?: (context: Context<Domain>) => Promise<void>;
}

/** Declares a domain; checks what can be checked before it runs. */
export function defineSubgraph<Domain extends DomainTypes>(
  definition: SubgraphDefinition<Domain>,
): SubgraphDefinition<Domain> {
  const names = [...definition.handlers, ...definition.jobs].map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw new Error(`${definition.name}: two handlers or jobs are called ${twice}`);
  const foreign = definition.events.find((event) => event.domain !== definition.name);
  if (foreign) throw new Error(`${definition.name} lists ${foreign.type}, which is not its own event`);
  return definition;
}
