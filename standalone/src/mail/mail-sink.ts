import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type MailHandler, mailHandler } from './mail-routes.ts';
import { Mailbox } from './mailbox.ts';
import { readHead } from './read-mail.ts';
import { receiveMail } from './receive-mail.ts';

export interface MailSinkOptions {
  /** 0: any free port. */
  readonly smtpPort: number;
  /** Serves the page and the API on a port of their own too; 0: any free one. */
  readonly httpPort?: number;
  /** Letters outlive the process below this folder. */
  readonly dataDir?: string;
  /** Where to listen; 127.0.0.1 unless given. */
  readonly host?: string;
  /** The oldest letters go when there are more; 5,000 unless given. */
  readonly lettersMax?: number;
}

/** A post office that keeps everything: letters come in by SMTP and are read in the browser, nothing is sent on. */
export interface MailSink {
  readonly smtpPort: number;
  /** Where the page is, if it has a port of its own. */
  readonly httpUrl: string | undefined;
  /** For a server that mounts the page: answers what is asked below `/mail`, and false for everything else. */
  readonly handle: MailHandler;
  stop(): Promise<void>;
}

/**
 * Starts it. A letter is acknowledged when it has been written, so that none is lost by a kill -9; the same Message-ID
 * again is counted, not listed again. Throws when a port is taken or the folder cannot be written.
 */
export async function startMailSink(options: MailSinkOptions): Promise<MailSink> {
  const { smtpPort, httpPort, dataDir, host = '127.0.0.1', lettersMax } = options;
  const mailbox = await Mailbox.open({ dataDir, lettersMax, headOf: readHead });
  const handle = mailHandler(mailbox);
  const stops: (() => Promise<void>)[] = [() => mailbox.close()];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const receiver = await receiveMail(mailbox, smtpPort, host);
    stops.push(() => receiver.stop());
    const http = httpPort === undefined ? undefined : await serve(handle, httpPort, host);
    if (http) stops.push(() => close(http));
    const port = (http?.address() as AddressInfo | undefined)?.port;
    return {
      smtpPort: receiver.port,
      httpUrl: port === undefined ? undefined : `http://${host}:${port}/mail`,
      handle,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function serve(handle: MailHandler, port: number, host: string): Promise<Server> {
  const server = createServer((request, response) => {
    if (handle(request, response)) return;
    response.writeHead(302, { location: '/mail' });
    response.end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
