import type { Job } from '@lastmile/subgraph/definition';
import type { CustomerDomain } from '../customer-domain.ts';

const atOnce = 5_000;
const dayMs = 24 * 60 * 60 * 1000;

/** Idempotency keys are for retries, so after their days they and their answers go. */
export const forgetGivenAnswers: Job<CustomerDomain> = {
  name: 'forget-given-answers',
  everyMs: 60 * 60 * 1000,
  run: async (context) => {
    const before = new Date(context.clock.now().getTime() - context.settings.keysKeptDays * dayMs);
    const gone = await context.database.query(
      `delete from given_answers where (actor_id, operation, key) in (
        select actor_id, operation, key from given_answers where created_at < $1
        order by created_at limit ${atOnce} for update skip locked) returning actor_id`,
      [before],
    );
    return gone.length === atOnce;
  },
};
