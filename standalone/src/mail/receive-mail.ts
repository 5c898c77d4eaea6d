import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Mailbox } from './mailbox.ts';

const messageBytesMax = 10 * 1024 * 1024;

export interface MailReceiver {
  readonly port: number;
  stop(): Promise<void>;
}

/** Takes any letter from anybody on this machine over, once the mailbox has kept it. Throws when the port is taken. */
export async function receiveMail(mailbox: Mailbox, port: number, host: string): Promise<MailReceiver> {
  const server = new SMTPServer({
    name: 'lastmile-mail-sink',
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: messageBytesMax,
    maxClients: 100,
    closeTimeout: 1_000,
    logger: false,
    onData: (stream, session, done) => {
      takeOver(mailbox, stream, session).then(
        () => done(null, 'kept'),
        (error: unknown) => done(refusalOf(error)),
      );
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port)));
    server.listen(port, host, resolve);
  });
  // Clients that go away in the middle are their own affair.
  server.on('error', () => {});
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

class TooLarge extends Error {}

async function takeOver(mailbox: Mailbox, stream: SMTPServerDataStream, session: SMTPServerSession) {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) throw new TooLarge(`At most ${messageBytesMax} bytes`);
  const { mailFrom, rcptTo } = session.envelope;
  const from = mailFrom ? mailFrom.address : '';
  await mailbox.receive(
    from,
    rcptTo.map(({ address }) => address),
    Buffer.concat(chunks),
  );
}

function refusalOf(error: unknown): Error {
  const responseCode = error instanceof TooLarge ? 552 : 451;
  const message = error instanceof Error ? error.message : String(error);
  return Object.assign(new Error(`Not kept: ${message}`), { responseCode });
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  return error.code === 'EADDRINUSE'
    ? new Error(`Port ${port} for mail is taken by another program: end it, or give the sink another port.`)
    : error;
}
