import { endOnSignals } from '@lastmile/http/end-on-signals';
import { BadSettings, type Environment } from '@lastmile/kernel/settings';
import { createLog } from '@lastmile/telemetry/log';
import { createMetrics } from '@lastmile/telemetry/metrics';
import { createTracer } from '@lastmile/telemetry/trace';
import { readGatewaySettings } from '../config.ts';
import { readAloneOptions, usage } from './alone-options.ts';
import { serveAlone } from './serve-alone.ts';

/** `npm run gateway`. Ends on SIGTERM and SIGINT after what is in flight. */
async function run(argv: readonly string[], env: Environment): Promise<void> {
  if (argv.includes('--help')) return console.log(usage);
  const options = readAloneOptions(argv, env.NODE_ENV === 'production');
  const settings = readGatewaySettings({
    ...env,
    ...(options.supergraph && { GATEWAY_SUPERGRAPH: options.supergraph }),
    ...(options.port && { GATEWAY_PORT: options.port }),
    ...(options.host && { GATEWAY_HOST: options.host }),
  });
  const log = createLog({ service: 'gateway', level: 'info' });
  const metrics = createMetrics({ service: 'gateway' });
  const tracer = createTracer({ service: 'gateway', endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT, log });
  const edge = await serveAlone({ settings, options, log, metrics, tracer });
  const url = await edge.listen();
  console.log(`The graph is at ${url}/graphql`);
  endOnSignals(log, async () => {
    await edge.stop();
    await tracer.close();
  });
}

run(process.argv.slice(2), process.env).catch((error: Error) => {
  console.error(error instanceof BadSettings ? `${error.message}\n\n${usage}` : error.message);
  process.exit(1);
});
