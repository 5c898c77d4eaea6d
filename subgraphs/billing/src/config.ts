import { isTimeZone } from '@lastmile/kernel/calendar';
import { isCurrency } from '@lastmile/kernel/money';
import { booleanSetting, type Environment, readSettings, secretSetting } from '@lastmile/kernel/settings';
import { z } from 'zod';

export interface BillingSettings {
  /** The legal entity that exists from the start. */
  readonly company: {
    readonly name: string;
    /** ISO 3166-1 alpha-2. */
    readonly country: string;
    readonly currency: string;
    readonly timeZone: string;
    /** 19 is 19 %; prices are net, tax comes on top. */
    readonly taxRatePercent: string;
    /** Days from issue to due date. */
    readonly netTermDays: number;
    /** A fixed anchor day for new accounts; null: the day on which the account was opened. */
    readonly anchorDay: number | null;
  };
  /** Whether bill runs start by themselves when a local date is reached. */
  readonly autorun: boolean;
  readonly billRun: {
    /** Accounts in one transaction. */
    readonly chunkSize: number;
    /** From this many due accounts on, a run’s events are mass work (`bulkid`). */
    readonly bulkFrom: number;
  };
  readonly payment: {
    /** A pending payment that the provider does not know of fails after this long. */
    readonly expiresAfterMs: number;
    /** The first enquiry after this long; the next ones after twice as long each, up to an hour. */
    readonly enquiryDelayMs: number;
    /** How long a repeated request waits for the first one’s answer. */
    readonly answerWaitMs: number;
  };
  readonly sandbox: {
    readonly webhookSecret: string;
    /** When `sandbox-late` settles. */
    readonly lateMs: number;
  };
}

/** Good enough to try the house out on one’s own machine, refused in production (NODE_ENV=production). */
const developmentSecret = 'development-only-secret-of-the-sandbox-provider';

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

export function billingSettings(env: Environment): BillingSettings {
  const production = env.NODE_ENV === 'production';
  const secret = secretSetting(production);
  const read = readSettings(
    z.object({
      BILLING_COMPANY_NAME: z.string().default('Lastmile Networks'),
      BILLING_COMPANY_COUNTRY: z
        .string()
        .regex(/^[A-Z]{2}$/, 'two capital letters (ISO 3166)')
        .default('DE'),
      BILLING_CURRENCY: z.string().refine(isCurrency, 'a currency code of ISO 4217').default('EUR'),
      BILLING_TIME_ZONE: z
        .string()
        .refine(isTimeZone, 'a time zone such as Europe/Berlin')
        .default('Europe/Berlin'),
      BILLING_TAX_RATE_PERCENT: z
        .string()
        .regex(/^\d{1,2}(\.\d{1,6})?$/, 'a percentage such as 19 or 7.5')
        .default('19'),
      BILLING_NET_TERM_DAYS: whole(0, 365).default(14),
      BILLING_ANCHOR_DAY: whole(1, 31).optional(),
      BILLING_AUTORUN: booleanSetting.default(true),
      BILLING_RUN_CHUNK: whole(1, 5_000).default(250),
      BILLING_RUN_BULK_FROM: whole(1, 1_000_000).default(50),
      BILLING_PAYMENT_EXPIRES_SECONDS: whole(1, 30 * 86_400).default(3_600),
      BILLING_PAYMENT_ENQUIRY_MS: whole(10, 3_600_000).default(2_000),
      BILLING_PAYMENT_ANSWER_WAIT_MS: whole(100, 60_000).default(10_000),
      BILLING_SANDBOX_WEBHOOK_SECRET: production ? secret : secret.default(developmentSecret),
      BILLING_SANDBOX_LATE_MS: whole(0, 86_400_000).default(5_000),
    }),
    env,
  );
  return {
    company: {
      name: read.BILLING_COMPANY_NAME,
      country: read.BILLING_COMPANY_COUNTRY,
      currency: read.BILLING_CURRENCY,
      timeZone: read.BILLING_TIME_ZONE,
      taxRatePercent: read.BILLING_TAX_RATE_PERCENT,
      netTermDays: read.BILLING_NET_TERM_DAYS,
      anchorDay: read.BILLING_ANCHOR_DAY ?? null,
    },
    autorun: read.BILLING_AUTORUN,
    billRun: { chunkSize: read.BILLING_RUN_CHUNK, bulkFrom: read.BILLING_RUN_BULK_FROM },
    payment: {
      expiresAfterMs: read.BILLING_PAYMENT_EXPIRES_SECONDS * 1_000,
      enquiryDelayMs: read.BILLING_PAYMENT_ENQUIRY_MS,
      answerWaitMs: read.BILLING_PAYMENT_ANSWER_WAIT_MS,
    },
    sandbox: {
      webhookSecret: read.BILLING_SANDBOX_WEBHOOK_SECRET,
      lateMs: read.BILLING_SANDBOX_LATE_MS,
    },
  };
}
