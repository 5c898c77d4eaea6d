import { serveAlone } from '@lastmile/gateway/alone/serve-alone';
import { readGatewaySettings } from '@lastmile/gateway/config';
import { createLog } from '@lastmile/telemetry/log';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { createTracer } from '@lastmile/telemetry/trace';
import { serveParent } from '../process/serve-parent.ts';

/** What `npm run gateway` runs: limits, metrics and all. */
serveParent<{ supergraphPath: string }>(async ({ supergraphPath }) => {
  const settings = readGatewaySettings({ GATEWAY_SUPERGRAPH: supergraphPath, GATEWAY_PORT: '0' });
  const log = createLog({ service: 'gateway', level: 'warn' });
  const edge = await serveAlone({
    ...{ settings, log, metrics: createMetrics({ service: 'gateway' }) },
    tracer: createTracer({ service: 'gateway', endpoint: undefined, log }),
    options: {
      ...{ supergraph: undefined, port: undefined, host: undefined, forward: [], timeoutMs: 10_000 },
      ...{ subgraphs: new Map(), subscriptions: new Map(), subgraphErrors: 'pass' },
      shareSubscriptions: 'early',
    },
  });
  return { ready: { url: await edge.listen() }, stop: () => edge.stop(100) };
});
