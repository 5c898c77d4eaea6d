import 'reflect-metadata';
import { readGatewaySettings } from '@lastmile/gateway/config';
import { createGateway } from '@lastmile/gateway/create-gateway';
import { systemClock } from '@lastmile/kernel/clock';
import { domainSource } from '@lastmile/standalone/domain-source';
import { startHouse } from '@lastmile/standalone/start-house';
import { createLog } from '@lastmile/telemetry/log';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { createTracer } from '@lastmile/telemetry/trace';
import { serveParent } from '../process/serve-parent.ts';
import type { Place } from './place.ts';
import { rememberRows } from './remember-rows.ts';

/** What `npm start` runs, without its jobs (which the other side has not either), its mail sink and its demo network. */
serveParent<Place>(async ({ env, databases, logPath, rowsRemembered }) => {
  if (rowsRemembered) rememberRows();
  const log = createLog({ service: 'standalone', level: 'warn', destination: logPath });
  const metrics = createMetrics({ service: 'standalone' });
  const tracer = createTracer({ service: 'standalone', endpoint: undefined, log });
  const house = startHouse({
    ...{ env, log, metrics, tracer, clock: systemClock, jobsRun: false },
    databaseUrl: (domain) => databases[domain] as string,
  });
  await house.started();
  const gateway = await createGateway({
    settings: readGatewaySettings(env),
    sources: new Map([...house.starting].map(([name, domain]) => [name, domainSource(domain)])),
    endpoint: (call) => house.running.get(call.domain)?.endpoint(call.method, call.path, call),
    ready: house.ready,
    ...{ log, metrics, tracer },
  });
  const url = await gateway.listen();
  return {
    ready: { url },
    stop: async () => {
      await gateway.stop(100);
      await house.stop();
    },
  };
});
