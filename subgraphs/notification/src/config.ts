import { isTimeZone } from '@lastmile/kernel/calendar';
import { type Environment, readSettings } from '@lastmile/kernel/settings';
import { z } from 'zod';

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const schema = z.object({
  NOTIFICATION_SMTP_URL: z
    .url({
      protocol: /^smtps?$/,
      error: 'an SMTP server: smtp://host:port or smtps://user:password@host:port',
    })
    .default('smtp://127.0.0.1:1025'),
  NOTIFICATION_FROM: z
    .string()
    .regex(
      /^[^\r\n<>]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/,
      'an address: "Lastmile <noreply@example.net>"',
    )
    .default('Lastmile <noreply@lastmile.example>'),
  NOTIFICATION_PUBLIC_URL: z.url().default('http://localhost:4000'),
  NOTIFICATION_TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'a time zone of the IANA list: Europe/Berlin')
    .default('Europe/Berlin'),
  NOTIFICATION_CONCURRENCY: whole(1, 64).default(6),
  NOTIFICATION_TRIES_MAX: whole(1, 100).default(10),
  NOTIFICATION_RETRY_FIRST_MS: whole(1, 3_600_000).default(5_000),
  NOTIFICATION_RETRY_MAX_MS: whole(1, 86_400_000).default(900_000),
  NOTIFICATION_SMTP_TIMEOUT_MS: whole(100, 120_000).default(30_000),
  NOTIFICATION_KEEP_DAYS: whole(1, 3_650).default(90),
});

export interface NotificationSettings {
  readonly smtpUrl: string;
  /** Name and address that letters come from; its domain is that of their Message-IDs. */
  readonly from: string;
  /** What links in letters begin with. */
  readonly publicUrl: string;
  /** In which instants are written. */
  readonly timeZone: string;
  /** Letters in work at once, per process. */
  readonly concurrency: number;
  /** Attempts that count; a server that cannot be reached does not. */
  readonly triesMax: number;
  readonly retryFirstMs: number;
  readonly retryMaxMs: number;
  /** For each step of the conversation; a whole attempt takes at most twice this and 30 s for its query. */
  readonly smtpTimeoutMs: number;
  /** How long rendered letters and their addresses are kept. */
  readonly keepMs: number;
}

/** Throws BadSettings, naming every fault at once. */
export function readNotificationSettings(env: Environment): NotificationSettings {
  const given = readSettings(schema, env);
  return {
    smtpUrl: given.NOTIFICATION_SMTP_URL,
    from: given.NOTIFICATION_FROM,
    publicUrl: given.NOTIFICATION_PUBLIC_URL.replace(/\/+$/, ''),
    timeZone: given.NOTIFICATION_TIME_ZONE,
    concurrency: given.NOTIFICATION_CONCURRENCY,
    triesMax: given.NOTIFICATION_TRIES_MAX,
    retryFirstMs: given.NOTIFICATION_RETRY_FIRST_MS,
    retryMaxMs: given.NOTIFICATION_RETRY_MAX_MS,
    smtpTimeoutMs: given.NOTIFICATION_SMTP_TIMEOUT_MS,
    keepMs: given.NOTIFICATION_KEEP_DAYS * 86_400_000,
  };
}
