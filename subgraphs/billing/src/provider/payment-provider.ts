import type { Query } from '@lastmile/database/database';
import type { Money } from '@lastmile/kernel/money';

/** What we ask a provider to charge. Asked twice with one `idempotencyKey`, it charges once. */
export interface ChargeRequest {
  readonly idempotencyKey: string;
  /** The provider’s token for how to pay: a saved card, a mandate. */
  readonly method: string;
  readonly amount: Money;
}

export type ChargeAnswer =
  | { readonly kind: 'SUCCEEDED'; readonly reference: string }
  | { readonly kind: 'DECLINED'; readonly reason: string }
  /** Taken, and answered later: by webhook, or when asked. */
  | { readonly kind: 'PENDING'; readonly reference: string };

export type EnquiryAnswer = ChargeAnswer | { readonly kind: 'UNKNOWN' };

/**
 * Who moves the money. Calls may throw (timeout, reset): then nobody knows, and an enquiry has to tell. Never called
 * inside a transaction.
 */
export interface PaymentProvider {
  readonly name: string;
  /** Whether this is a method of this provider; what is wrong with it otherwise, for people. */
  readonly checkMethod: (method: string) => string | null;
  readonly charge: (desk: ProviderDesk, request: ChargeRequest) => Promise<ChargeAnswer>;
  readonly enquire: (desk: ProviderDesk, idempotencyKey: string) => Promise<EnquiryAnswer>;
  /** What a webhook says, after its signature and age have been checked; null if it is not genuine or stale. */
  readonly readWebhook: (desk: ProviderDesk, webhook: Webhook) => WebhookMessage | null;
}

/** What a provider may need of the house: the time, and for one without a network of its own a place for its books. */
export interface ProviderDesk {
  readonly now: Date;
  readonly query: Query;
}

export interface Webhook {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface WebhookMessage {
  readonly idempotencyKey: string;
  readonly answer: ChargeAnswer;
}
