import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly raw: Buffer;
  readonly parsed: ParsedMail;
  readonly to: readonly string[];
}

export interface TestSmtpServer {
  readonly url: string;
  readonly port: number;
  /** All that was taken over, repetitions included. */
  readonly mails: ReceivedMail[];
  /** All messages whose data arrived, whether taken over or not. */
  readonly dataReceived: () => number;
  stop(): Promise<void>;
}

/** What the server does with a message whose data has arrived; throws to refuse it, with a `responseCode`. */
export type Verdict = (mail: ReceivedMail, count: number) => Promise<'drop' | 'take'>;

export interface SmtpServerSpec extends SMTPServerOptions {
  readonly port?: number;
  readonly verdict?: Verdict;
}

/** A real SMTP server on a port of its own. */
export async function startSmtpServer({
  port = 0,
  verdict,
  ...options
}: SmtpServerSpec = {}): Promise<TestSmtpServer> {
  const mails: ReceivedMail[] = [];
  let count = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    closeTimeout: 200,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks);
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const mail = { raw, parsed: await simpleParser(raw), to };
        count += 1;
        try {
          if ((await verdict?.(mail, count)) === 'drop') {
            mails.push(mail);
            for (const connection of server.connections as Set<{ _socket: Socket }>)
              connection._socket.destroy();
            return;
          }
          mails.push(mail);
          done();
        } catch (error) {
          done(error as Error);
        }
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.server.address() as AddressInfo).port;
  return {
    port: bound,
    url: `smtp://127.0.0.1:${bound}`,
    mails,
    dataReceived: () => count,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Refuses a message as an SMTP server does. */
export function smtpRefusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
