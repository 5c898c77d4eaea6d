import type { Job } from '@lastmile/subgraph/definition';
import type { Billing } from '../billing.ts';
import { runningBillRuns } from './bill-run.store.ts';
import { workOnRun } from './work-bill-run.ts';

/** Works on every run that is under way, a chunk of each at a time. */
export const workBillRuns: Job<Billing> = {
  name: 'work-bill-runs',
  everyMs: 1_000,
  run: async (context) => {
    let isMore = false;
    for (const run of await runningBillRuns(context.database.query)) {
      if ((await workOnRun(context, run)) === 'MORE') isMore = true;
    }
    return isMore;
  },
};
