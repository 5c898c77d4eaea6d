import type { Server, Site } from './infrastructure.ts';
import type { ForeignService } from './read-compose.ts';

/** What standalone's mail sink gives. */
interface MailSink {
  readonly smtpPort: number;
  readonly url: string;
  stop(): Promise<void>;
}

// By name, so that these operations are compiled without every domain that standalone holds.
const sinkModule = '@lastmile/standalone/mail/mail-sink';

/** In place of Mailpit: an SMTP server that keeps what it is sent and shows it in the browser. */
export async function startMailSink(_: ForeignService, { log }: Site): Promise<Server> {
  const { startMailSink: start } = (await import(sinkModule)) as {
    startMailSink(options: object): Promise<MailSink>;
  };
  const sink = await start({ log });
  return {
    addresses: new Map([[1025, `127.0.0.1:${sink.smtpPort}`]]),
    url: sink.url,
    stop: () => sink.stop(),
  };
}
