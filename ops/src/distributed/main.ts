import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createLog } from '@lastmile/telemetry/log';
import { type RunningDistributed, startDistributed } from './start-distributed.ts';

const USAGE = `npm run distributed -- [--replicas <n>] [--port <port>] [--data <folder>] [--file <compose file>]
                           [--kafka <host:port,…>] [--no-proxy]

The services of docker-compose.yml as processes of this machine, without Docker. Ctrl-C stops them in reverse order,
twice at once; data and logs stay in .lastmile/distributed. Run npm run distributed:secrets once before.`;

const log = createLog({ service: 'distributed', pretty: true });

function readArguments() {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      replicas: { type: 'string' },
      port: { type: 'string' },
      data: {
        type: 'string',
        default: fileURLToPath(new URL('../../../.lastmile/distributed', import.meta.url)),
      },
      file: { type: 'string' },
      kafka: { type: 'string' },
      proxy: { type: 'boolean', default: true },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    replicas: whole('--replicas', values.replicas, 1, 20),
    port: whole('--port', values.port, 0, 65_535),
    dataDir: values.data,
    composeFile: values.file,
    kafka: values.kafka,
    proxy: values.proxy,
    variables: process.env,
    log,
  };
}

function whole(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new TypeError(`${name} is a number from ${least} to ${most}, not ${text}.`);
}

function summary({ url, mailUrl, processes, notStarted }: RunningDistributed): string {
  const lines = processes.map(
    ({ service, replica, address, pid }) =>
      `  ${`${service} ${replica}`.padEnd(16)} ${address.padEnd(14)} process ${pid}`,
  );
  return [
    '',
    ...lines,
    '',
    `  GraphQL          ${url}/graphql`,
    ...(mailUrl ? [`  Mail             ${mailUrl}`] : []),
    ...(notStarted.length > 0 ? [`  Not started      ${notStarted.join(', ')}`] : []),
    '',
    '  Ctrl-C stops everything, in reverse order.',
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const options = readArguments();
  if (!options) {
    console.log(USAGE);
    return;
  }
  const signals = onSignals();
  const running = await startDistributed({ ...options, signal: signals.first });
  console.log(summary(running));
  await signals.asked;
  log.info('Stopping');
  await running.stop();
}

/** The first Ctrl-C asks for an orderly end, whenever it comes; the second one ends everything at once. */
function onSignals() {
  const first = new AbortController();
  const asked = Promise.withResolvers<void>();
  const onSignal = () => {
    if (first.signal.aborted) process.exit(130);
    first.abort(new Error('Stopped while starting.'));
    asked.resolve();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return { first: first.signal, asked: asked.promise };
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error instanceof TypeError ? `${error.message}\n\n${USAGE}` : error.message);
    process.exit(1);
  },
);
