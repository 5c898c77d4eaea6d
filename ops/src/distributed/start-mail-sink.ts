import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { join } from 'node:path';
import type { Server, Site } from './infrastructure.ts';
import { type ForeignService, publishedPort } from './read-compose.ts';

/** The mail sink of `npm start`: an SMTP server, and pages below /mail. */
interface MailSink {
  readonly smtpPort: number;
  /** True when it has taken the request on. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => boolean;
  stop(): Promise<void>;
}

// By name, so that this room is compiled without all that standalone holds.
const sinkModule = '@lastmile/standalone/mail/mail-sink';

/** In place of Mailpit: letters are kept and shown, none leaves the machine. */
export async function startMailSink(service: ForeignService, { dataDir, log }: Site): Promise<Server> {
  const { startMailSink: start } = (await import(sinkModule)) as {
    startMailSink(options: { smtpPort: number; dataDir: string }): Promise<MailSink>;
  };
  const sink = await start({ smtpPort: 0, dataDir: join(dataDir, 'mail') });
  const pages = createServer((request, response) => {
    if (sink.handle(request, response)) return;
    response.writeHead(302, { location: '/mail' }).end();
  });
  const port = await listenAt(pages, publishedPort(service)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    log.info('The port for reading mail is in use; another one is taken', { port: publishedPort(service) });
    return listenAt(pages, 0);
  });
  return {
    addresses: new Map([[1025, `127.0.0.1:${sink.smtpPort}`]]),
    url: `http://localhost:${port}/mail`,
    stop: async () => {
      pages.close();
      pages.closeAllConnections();
      await sink.stop();
    },
  };
}

function listenAt(server: HttpServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as { port: number }).port);
    });
  });
}
