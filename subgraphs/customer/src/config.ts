import { isTimeZone } from '@lastmile/kernel/calendar';
import { isCurrency } from '@lastmile/kernel/money';
import { type Environment, readSettings } from '@lastmile/kernel/settings';
import { z } from 'zod';
import { isLocale } from './input/contact.ts';

const schema = z.object({
  CUSTOMER_REGION_NAME: z.string().max(100).default('First region'),
  CUSTOMER_REGION_TIME_ZONE: z
    .string()
    .default('Europe/Berlin')
    .refine(isTimeZone, { message: 'name a time zone of the IANA database, like Europe/Berlin' }),
  CUSTOMER_REGION_CURRENCY: z
    .string()
    .default('EUR')
    .refine(isCurrency, { message: 'name a currency by its code of ISO 4217, like EUR' }),
  CUSTOMER_DEFAULT_LOCALE: z
    .string()
    .default('en')
    .refine(isLocale, { message: 'name a language by its tag of BCP 47, like de or en-GB' }),
  CUSTOMER_DEFAULT_SEGMENT: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,31}$/)
    .default('RESIDENTIAL'),
  CUSTOMER_DEFAULT_COMPANY_SEGMENT: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,31}$/)
    .default('BUSINESS'),
  CUSTOMER_PROFILES_PER_USER_MAX: z.coerce.number().int().min(1).default(20),
  CUSTOMER_KEYS_KEPT_DAYS: z.coerce.number().int().min(1).default(30),
});

export interface CustomerSettings {
  /** What the first region is made with, once; afterwards the row counts. */
  readonly firstRegion: { readonly name: string; readonly timeZone: string; readonly currency: string };
  readonly defaultLocale: string;
  readonly defaultSegment: { readonly PERSON: string; readonly COMPANY: string };
  /** How many customers a user may make for themselves. */
  readonly profilesPerUserMax: number;
  /** How long an idempotency key gives the answer that was given for it. */
  readonly keysKeptDays: number;
}

export function customerSettings(env: Environment): CustomerSettings {
  const given = readSettings(schema, env);
  return {
    firstRegion: {
      name: given.CUSTOMER_REGION_NAME,
      timeZone: given.CUSTOMER_REGION_TIME_ZONE,
      currency: given.CUSTOMER_REGION_CURRENCY,
    },
    defaultLocale: given.CUSTOMER_DEFAULT_LOCALE,
    defaultSegment: {
      PERSON: given.CUSTOMER_DEFAULT_SEGMENT,
      COMPANY: given.CUSTOMER_DEFAULT_COMPANY_SEGMENT,
    },
    profilesPerUserMax: given.CUSTOMER_PROFILES_PER_USER_MAX,
    keysKeptDays: given.CUSTOMER_KEYS_KEPT_DAYS,
  };
}
