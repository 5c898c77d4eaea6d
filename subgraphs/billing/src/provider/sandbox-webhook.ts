import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Webhook, WebhookMessage } from './payment-provider.ts';

/** Webhooks older (or from further ahead) than this are refused, so that a recorded one cannot be played again later. */
export const webhookToleranceSeconds = 300;

const message = z.object({
  idempotencyKey: z.uuid(),
  status: z.enum(['succeeded', 'declined']),
  reference: z.string().max(100).default(''),
  reason: z
    .string()
    .regex(/^[a-z0-9_]{1,60}$/)
    .default('declined'),
});

/** The headers of a genuine webhook: HMAC-SHA-256 in hex over `<unix seconds>.<raw body>`. */
export function signSandboxWebhook(secret: string, at: Date, body: string | Buffer): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  return {
    'x-sandbox-timestamp': timestamp,
    'x-sandbox-signature': signature(secret, timestamp, body).toString('hex'),
  };
}

/** What a webhook says, or null if its signature is not ours, it is too old, or it cannot be read. */
export function readSandboxWebhook(secret: string, now: Date, webhook: Webhook): WebhookMessage | null {
  const timestamp = webhook.headers['x-sandbox-timestamp'] ?? '';
  const given = Buffer.from(webhook.headers['x-sandbox-signature'] ?? '', 'hex');
  const expected = signature(secret, timestamp, webhook.body);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  if (!/^\d{1,12}$/.test(timestamp)) return null;
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > webhookToleranceSeconds) return null;
  return parse(webhook.body);
}

function signature(secret: string, timestamp: string, body: string | Buffer): Buffer {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest();
}

function parse(body: Buffer): WebhookMessage | null {
  let json: unknown;
  try {
    json = JSON.parse(body.toString());
  } catch {
    return null;
  }
  const { data } = message.safeParse(json);
  if (!data) return null;
  const { idempotencyKey, status, reference, reason } = data;
  return {
    idempotencyKey,
    answer: status === 'succeeded' ? { kind: 'SUCCEEDED', reference } : { kind: 'DECLINED', reason },
  };
}
