import { PrismaClient } from '@lastmile/database/generated/monitoring/client';
import { eventsOf } from '@lastmile/messaging/events/catalogue';
import { defineSubgraph } from '@lastmile/subgraph/definition';
import { readMonitoringSettings } from './config.ts';
import { LineImpactResolver } from './impact/impact.resolver.ts';
import { reviseOutageImpact } from './impact/revise-impact.ts';
import { AccessLineResolver, CustomerResolver, LineStatusResolver } from './line/line-status.resolver.ts';
import { LiveResolver } from './live/live.resolver.ts';
import { references } from './monitoring.reference.ts';
import type { Monitoring } from './monitoring.ts';
import { NodeMutations } from './node/node.mutation.ts';
import { NodeResolver } from './node/node.resolver.ts';
import { followLines } from './on-customer-line.ts';
import { countOutages } from './outage/count-outages.ts';
import { OutageMutations } from './outage/outage.mutation.ts';
import { OutageResolver } from './outage/outage.resolver.ts';
import { PortResolver } from './port/port.resolver.ts';
import { ProbeMutations } from './probe/probe.mutation.ts';
import { ProbeRunner } from './probe/probe-runner.ts';
import { runProbes } from './probe/run-probes.ts';
import { tcpConnect } from './probe/tcp-connect.ts';

/** The network, whether it works, and whom it touches when it does not. */
export const monitoringSubgraph = defineSubgraph<Monitoring>({
  name: 'monitoring',
  settings: readMonitoringSettings,
  createClient: (adapter) => new PrismaClient({ adapter }),
  services: ({ settings, clock, metrics }) => ({
    probing: new ProbeRunner({ concurrency: settings.probeConcurrency, clock, connect: tcpConnect }),
    outagesOpen: metrics.gauge({
      name: 'outages_open',
      help: 'Outages that are open, by severity.',
      labels: ['severity'],
    }),
  }),
  closeServices: async ({ probing }) => probing.close(),
  resolvers: [
    NodeResolver,
    NodeMutations,
    PortResolver,
    ProbeMutations,
    OutageResolver,
    OutageMutations,
    LineImpactResolver,
    LineStatusResolver,
    AccessLineResolver,
    CustomerResolver,
    LiveResolver,
  ],
  references,
  events: eventsOf('monitoring'),
  handlers: [followLines],
  jobs: [
    { name: 'probe', everyMs: 200, run: runProbes },
    { name: 'revise-impact', everyMs: 2_000, run: reviseOutageImpact },
    { name: 'count-outages', everyMs: 10_000, run: countOutages },
  ],
});
