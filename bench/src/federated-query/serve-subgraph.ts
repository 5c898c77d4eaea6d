import 'reflect-metadata';
import { systemClock } from '@lastmile/kernel/clock';
import { createInProcessCarrier } from '@lastmile/messaging/in-process';
import { domains } from '@lastmile/standalone/domains';
import { startDomain } from '@lastmile/subgraph/runtime/start-domain';
import { serveDomain } from '@lastmile/subgraph/server/serve-domain';
import { createLog } from '@lastmile/telemetry/log';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { createTracer } from '@lastmile/telemetry/trace';
import { serveParent } from '../process/serve-parent.ts';
import { assertionKey, type Place } from './place.ts';
import { rememberRows } from './remember-rows.ts';

/** One domain as the process that it is when it is distributed, but for events, of which a query has none. */
serveParent<Place & { readonly domain: string }>(async ({ domain: name, ...place }) => {
  if (place.rowsRemembered) rememberRows();
  const definition = domains.find((one) => one.name === name);
  if (!definition) throw new Error(`There is no domain ${name}`);
  const log = createLog({ service: name, level: 'warn', destination: place.logPath });
  const metrics = createMetrics({ service: name });
  const tracer = createTracer({ service: name, endpoint: undefined, log });
  const carrier = createInProcessCarrier({ log });
  const domain = await startDomain(definition, {
    ...{ env: place.env, log, metrics, tracer, carrier, clock: systemClock, jobsRun: false },
    databaseUrl: place.databases[name] as string,
  });
  const keys = [assertionKey];
  const served = await serveDomain(domain, {
    ...{ host: '127.0.0.1', port: 0, assertionKeys: keys, feedKeys: keys },
    ...{ log, metrics },
  });
  return {
    ready: { url: served.url },
    stop: async () => {
      await served.stop(100);
      await domain.stop();
      await carrier.close();
    },
  };
});
