import type { Job } from '@lastmile/subgraph/definition';
import type { Billing } from '../billing.ts';

/** How long the same key gets the same answer. Whose key it was is personal: it is kept no longer. */
const keptDays = 30;
const batchSize = 1_000;

/** Forgets idempotency keys whose time is over. */
export const forgetKeys: Job<Billing> = {
  name: 'forget-idempotency-keys',
  everyMs: 3_600_000,
  run: async (context) => {
    const before = new Date(context.clock.now().getTime() - keptDays * 86_400_000);
    const forgotten = await context.database.query(
      `delete from idempotency_key where (actor_id, key) in (
         select actor_id, key from idempotency_key where created_at < $1 order by created_at limit $2)
       returning 1`,
      [before, batchSize],
    );
    return forgotten.length === batchSize;
  },
};
