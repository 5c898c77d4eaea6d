import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type ForeignService, publishedPort } from './read-compose.ts';
import type { Server, Site } from './server.ts';

/** The mail sink of `npm start`. */
interface SinkModule {
  startMailSink(options: { smtpPort: number; httpPort: number; dataDir: string }): Promise<{
    readonly smtpPort: number;
    readonly httpUrl: string | undefined;
    stop(): Promise<void>;
  }>;
}

// By name, so that this room is compiled without all that standalone holds.
const sinkModule = '@lastmile/standalone/mail/mail-sink';

/** In place of Mailpit: letters are kept and shown, none leaves the machine. */
export async function startMailSink(service: ForeignService, { dataDir, log }: Site): Promise<Server> {
  const { startMailSink: start } = (await import(sinkModule)) as SinkModule;
  const wanted = publishedPort(service);
  const httpPort = await freePort(wanted).catch(() => {
    log.info('The port for reading mail is in use; another one is taken', { port: wanted });
    return 0;
  });
  const sink = await start({ smtpPort: 0, httpPort, dataDir: join(dataDir, 'mail') });
  return {
    addresses: new Map([[1025, `127.0.0.1:${sink.smtpPort}`]]),
    ...(sink.httpUrl && { url: sink.httpUrl }),
    stop: () => sink.stop(),
  };
}
