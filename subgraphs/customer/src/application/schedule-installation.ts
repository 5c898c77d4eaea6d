import { applicationScheduled } from '@lastmile/messaging/events/customer/application';
import type { CustomerContext } from '../customer-domain.ts';
import { emitApplication } from './application.event.ts';
import { type ApplicationRow, changeApplication } from './application.store.ts';
import { checkVisit } from './application.ts';
import { takeApplication } from './decide-application.ts';

export interface ScheduleInstallation {
  readonly applicationId: string;
  readonly visitStartsAt: Date;
  readonly visitEndsAt: Date;
}

/** Agrees on a visit, or moves it. Throws NOT_FOUND, FORBIDDEN, BAD_INPUT, ApplicationNotInState. */
export async function scheduleInstallation(
  context: CustomerContext,
  { applicationId, visitStartsAt, visitEndsAt }: ScheduleInstallation,
): Promise<ApplicationRow> {
  return context.transaction(async (work) => {
    const { application, status } = await takeApplication(
      work,
      applicationId,
      'application:decide',
      'schedule',
      'scheduled',
    );
    checkVisit({ startsAt: visitStartsAt, endsAt: visitEndsAt }, work.clock.now());
    const scheduled = await changeApplication(work, application, { status, visitStartsAt, visitEndsAt });
    emitApplication(work, applicationScheduled, scheduled, {
      visitStartsAt: visitStartsAt.toISOString(),
      visitEndsAt: visitEndsAt.toISOString(),
    });
    return scheduled;
  });
}
