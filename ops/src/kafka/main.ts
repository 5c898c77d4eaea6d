import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createLog } from '@lastmile/telemetry/log';
import { startKafka } from './start-kafka.ts';

const USAGE = `npm run kafka -- [--brokers 1|3] [--data <folder>] [--port <first port>] [--library <folder of the jars>]

A real Apache Kafka on this machine, without Docker. Needs Java 17. Ctrl-C stops it; its data stays.`;

const log = createLog({ service: 'kafka', pretty: true });

function readArguments() {
  const { values } = parseArgs({
    options: {
      brokers: { type: 'string', default: '1' },
      data: { type: 'string', default: fileURLToPath(new URL('../../../.lastmile/kafka', import.meta.url)) },
      port: { type: 'string', default: '9092' },
      library: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  if (values.brokers !== '1' && values.brokers !== '3') {
    throw new TypeError(`--brokers is 1 or 3, not ${values.brokers}.`);
  }
  if (!/^\d{1,5}$/.test(values.port)) throw new TypeError(`--port is a number, not ${values.port}.`);
  return {
    brokers: values.brokers === '3' ? (3 as const) : (1 as const),
    dataDir: values.data,
    portBase: Number(values.port),
    libraryDir: values.library,
    log,
  };
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let asked = 0;
    const alive = setInterval(() => {}, 60_000);
    const onSignal = () => {
      asked += 1;
      // The brokers' guards end what is left when we go.
      if (asked > 1) process.exit(130);
      clearInterval(alive);
      resolve();
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  });
}

async function main(): Promise<void> {
  const options = readArguments();
  if (options === undefined) {
    console.log(USAGE);
    return;
  }
  const end = interrupted();
  const kafka = await startKafka(options);
  console.log(`\nKafka is ready: ${kafka.bootstrap.join(',')}\nCtrl-C stops it.\n`);
  await end;
  log.info('stopping');
  await kafka.stop();
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error instanceof TypeError ? `${error.message}\n\n${USAGE}` : error.message);
    process.exit(1);
  },
);
