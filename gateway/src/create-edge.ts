import { createServer, type Server } from 'node:http';
import type { JoinLate } from '@lastmile/federation/live/live-streams';
import type { PlannerOptions } from '@lastmile/federation/plan/plan';
import type { Sources } from '@lastmile/federation/source/source';
import { closeServer, listen } from '@lastmile/http/listen';
import type { GatewaySettings } from './config.ts';
import type { DomainDoor } from './domain/serve-domains.ts';
import { createGraphqlHttp, type GraphqlHttp } from './http/graphql-http.ts';
import { createRouter } from './http/route-request.ts';
import type { Identification } from './identity/identify.ts';
import { createCostLimit } from './limit/cost-limit.ts';
import { type Counters, openCounters } from './limit/counters.ts';
import { holdLength, inspectWithin } from './limit/document-limits.ts';
import { allowOneSensitiveField, hideSchema } from './limit/guard-root-fields.ts';
import { limitRates } from './limit/rate-rule.ts';
import { createLive, type Live } from './live/create-live.ts';
import { type AdmissionRule, type Asker, createAdmission } from './operation/admit-operation.ts';
import type { Partners } from './partner/open-partners.ts';
import { openPersisted } from './persisted/open-persisted.ts';
import type { GatewayPlatform } from './platform.ts';
import { CurrentSupergraph, type Supergraph } from './supergraph/current-supergraph.ts';

export interface EdgeOptions extends Omit<GatewayPlatform, 'sources' | 'endpoint'> {
  readonly supergraph: CurrentSupergraph;
  readonly sources: Sources;
  readonly identification: Identification;
  /** Absent where no domains ask. */
  readonly domainDoor?: DomainDoor;
  readonly endpoint?: GatewayPlatform['endpoint'];
  /** Where limits are counted; closed with the edge. Opened as the settings say, unless given. */
  readonly counters?: Counters;
  /** Whether subscriptions that have begun are shared with who comes later. Default `always`. */
  readonly joinLate?: JoinLate;
  /** Absent where there are none. */
  readonly partners?: Partners | undefined;
}

type PlannerQuestion = Parameters<Partners['plannerFor']>;

/** What clients meet, whoever they are and whichever supergraph stands behind it. */
export interface Edge {
  readonly live: Live;
  /** Starts answering. Resolves to the URL. */
  listen(): Promise<string>;
  /** Lets running requests end (at most `graceMs`), then closes sockets with 1001. */
  stop(graceMs?: number): Promise<void>;
}

/** Throws when the file is not there or no supergraph. Documents are held to their limits before they are validated. */
export async function loadSupergraph({ settings, log }: Pick<GatewayPlatform, 'settings' | 'log'>) {
  const { supergraphPath, overrideLabels } = settings;
  const supergraph = await CurrentSupergraph.load(supergraphPath, log, planningWithin(settings));
  const warn = ({ planner }: Supergraph) => {
    for (const label of overrideLabels)
      if (!planner.overrideLabels.includes(label)) log.warn(`The supergraph has no @override label ${label}`);
  };
  warn(supergraph.current);
  supergraph.onChange(warn);
  return supergraph;
}

function planningWithin({ overrideLabels, limits: { document, listSize } }: GatewaySettings): PlannerOptions {
  return {
    listSize,
    overrideLabels,
    inspect: inspectWithin(document),
    ...(document.tokens > 0 && { tokensMax: document.tokens }),
  };
}

export async function createEdge(options: EdgeOptions): Promise<Edge> {
  const { settings, supergraph, partners, log } = options;
  const counters = options.counters ?? openCounters(settings.limits.redisUrl, log);
  const costs = createCostLimit(settings.limits.cost, options.metrics);
  const forPartner = partners && ((asker: Asker) => partners.registeredFor(asker));
  const persisted = await openPersisted({ settings, supergraph, log, forPartner });
  const forPartners = partners?.rules(counters);
  const rules = [
    ...(forPartners ? [forPartners.first] : []),
    holdLength(settings.limits.document.length),
    ...[...persisted.rules, ...rulesOf(settings, counters, partners), costs.rule],
    ...(forPartners?.last ?? []),
  ];
  const plannerFor = partners && ((...asked: PlannerQuestion) => partners.plannerFor(...asked));
  const admission = createAdmission({ supergraph, rules, plannerFor });
  const presenting = { log, hints: settings.explorer };
  const graphql = await createGraphqlHttp({ ...options, admission, presenting, costs });
  let stopping = false;
  const ready = () => (stopping ? { ok: false, why: 'shutting down' } : options.ready());
  const live = createLive({ ...options, admission, presenting });
  const { answerEventStream } = live;
  const partnerRoute = partners?.route(options.identification);
  const router = createRouter({ ...options, ready, graphql, answerEventStream, partnerRoute });
  partners?.onViewChange((partnerId) => live.callers.renewHolder(partnerId));
  const server = createServer((request, response) => {
    if (stopping) response.setHeader('connection', 'close');
    void router(request, response);
  });
  live.serveSockets(server);
  supergraph.watch();
  return {
    live,
    listen: () => listen(server, settings),
    stop: (graceMs = 10_000) => {
      stopping = true;
      persisted.stop();
      partners?.stop();
      return stopAll(supergraph, live, server, graphql, graceMs).finally(() => counters.close());
    },
  };
}

/** In the order in which they are asked. */
function rulesOf(
  { explorer, limits }: GatewaySettings,
  counters: Counters,
  partners: Partners | undefined,
): readonly AdmissionRule[] {
  const { rates, sensitiveFields } = limits;
  return [
    hideSchema(explorer, (asker) => partners?.isShownSchema(asker) ?? false),
    allowOneSensitiveField(sensitiveFields),
    limitRates(rates, sensitiveFields, counters),
  ];
}

async function stopAll(
  supergraph: CurrentSupergraph,
  live: { stop(): void },
  server: Server,
  graphql: GraphqlHttp,
  graceMs: number,
): Promise<void> {
  supergraph.stop();
  live.stop();
  await closeServer(server, graceMs);
  await graphql.stop();
}
