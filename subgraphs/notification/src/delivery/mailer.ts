import type { Log } from '@lastmile/telemetry/log';
import { createTransport } from 'nodemailer';

/** One letter on its way: bytes that never change, and for whom. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
}

export interface Mailer {
  /** Resolves with what the server said when it took the letter over; else throws nodemailer's error. */
  send(mail: Mail): Promise<string>;
  close(): void;
}

export interface MailerOptions {
  readonly url: string;
  readonly connections: number;
  /** For each step of the conversation. */
  readonly timeoutMs: number;
  readonly log: Log;
}

/** Letters over SMTP, by a few connections that are kept open. Connects when the first letter is sent. */
export function createSmtpMailer({ url, connections, timeoutMs, log }: MailerOptions): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: connections,
    // Each try is a row of ours: the pool does not try again by itself.
    maxRequeues: 0,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transport.on('error', (error: unknown) => log.warn('A connection to the SMTP server broke', { error }));
  return {
    send: async ({ from, to, raw }) => {
      const signal = AbortSignal.timeout(2 * timeoutMs);
      const sent = await transport.sendMail({ envelope: { from, to: [to] }, raw, signal } as never);
      return String((sent as { response?: string }).response ?? '');
    },
    close: () => transport.close(),
  };
}
