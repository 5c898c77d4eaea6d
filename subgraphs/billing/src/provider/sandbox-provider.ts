import { newId } from '@lastmile/kernel/id';
import type { BillingSettings } from '../config.ts';
import type { ChargeAnswer, ChargeRequest, PaymentProvider, ProviderDesk } from './payment-provider.ts';
import { readSandboxWebhook } from './sandbox-webhook.ts';

const methods = ['sandbox-ok', 'sandbox-late', 'sandbox-never', 'sandbox-no', 'sandbox-timeout'] as const;
type SandboxMethod = (typeof methods)[number];

interface SandboxCharge {
  readonly status: 'SUCCEEDED' | 'DECLINED' | 'PENDING' | 'SILENT';
  readonly reference: string;
  readonly settlesAt: Date | null;
}

/**
 * A provider that moves no money: answers at once (`sandbox-ok`), after a while (`sandbox-late`), never
 * (`sandbox-never`: pending, and unknown when asked), with no (`sandbox-no`), or takes the charge and loses the answer
 * (`sandbox-timeout`). Its books are a table that nothing else in billing reads, so that it remembers what a real
 * provider would when our process is killed.
 */
export function sandboxProvider(settings: BillingSettings['sandbox']): PaymentProvider {
  return {
    name: 'sandbox',
    checkMethod: (method) =>
      methods.includes(method as SandboxMethod) ? null : `the sandbox provider knows ${methods.join(', ')}`,
    charge: async (desk, request) => {
      const { charge, isNew } = await enter(desk, request, settings.lateMs);
      if (isNew && request.method === 'sandbox-timeout')
        throw new Error('The sandbox provider did not answer in time');
      return answerOf(desk, charge);
    },
    enquire: async (desk, idempotencyKey) => {
      const charge = await find(desk, idempotencyKey);
      return charge && charge.status !== 'SILENT' ? answerOf(desk, charge) : { kind: 'UNKNOWN' };
    },
    readWebhook: (desk, webhook) => readSandboxWebhook(settings.webhookSecret, desk.now, webhook),
  };
}

function answerOf(desk: ProviderDesk, charge: SandboxCharge): ChargeAnswer {
  if (charge.status === 'DECLINED') return { kind: 'DECLINED', reason: 'insufficient_funds' };
  const settled =
    charge.status === 'SUCCEEDED' || (charge.settlesAt !== null && charge.settlesAt <= desk.now);
  return { kind: settled ? 'SUCCEEDED' : 'PENDING', reference: charge.reference };
}

const statusOf: Record<SandboxMethod, SandboxCharge['status']> = {
  'sandbox-ok': 'SUCCEEDED',
  'sandbox-timeout': 'SUCCEEDED',
  'sandbox-late': 'PENDING',
  'sandbox-never': 'SILENT',
  'sandbox-no': 'DECLINED',
};

async function enter(desk: ProviderDesk, request: ChargeRequest, lateMs: number) {
  const method = request.method as SandboxMethod;
  const settlesAt = method === 'sandbox-late' ? new Date(desk.now.getTime() + lateMs) : null;
  const entered = await desk.query(
    `insert into sandbox_charge (idempotency_key, reference, method, amount, currency, status, accepted_at, settles_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning 1`,
    [
      request.idempotencyKey,
      `sbx_${newId()}`,
      method,
      request.amount.amount.toFixed(),
      request.amount.currency,
      statusOf[method],
      desk.now,
      settlesAt,
    ],
  );
  const charge = await find(desk, request.idempotencyKey);
  if (!charge) throw new Error('The sandbox provider lost a charge');
  return { charge, isNew: entered.length === 1 };
}

async function find(desk: ProviderDesk, idempotencyKey: string): Promise<SandboxCharge | undefined> {
  const rows = await desk.query<SandboxCharge>(
    `select status, reference, settles_at as "settlesAt" from sandbox_charge where idempotency_key = $1`,
    [idempotencyKey],
  );
  return rows[0];
}
