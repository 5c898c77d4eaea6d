import type { CustomerContext } from '../customer-domain.ts';
import { abandonApplication } from './abandon-application.ts';
import type { ApplicationRow } from './application.store.ts';
import { takeApplication } from './decide-application.ts';

/** Throws NOT_FOUND, FORBIDDEN, ApplicationNotInState, DevicesStillInstalled. */
export async function withdrawApplication(
  context: CustomerContext,
  { applicationId }: { readonly applicationId: string },
): Promise<ApplicationRow> {
  return context.transaction(async (work) => {
    const { application } = await takeApplication(
      work,
      applicationId,
      'application:submit',
      'withdraw',
      'withdrawn',
    );
    return abandonApplication(work, application, { status: 'WITHDRAWN' });
  });
}
