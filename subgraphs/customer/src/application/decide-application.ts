import type { Permission } from '@lastmile/kernel/permission';
import { applicationApproved, applicationRejected } from '@lastmile/messaging/events/customer/application';
import { permitted } from '../access/permitted.ts';
import { lockAddress, stateCoverage } from '../address/address.store.ts';
import { canBeConnected } from '../address/address.ts';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { optionalText } from '../input/text.ts';
import { abandonApplication } from './abandon-application.ts';
import { emitApplication } from './application.event.ts';
import { AddressNotServed, ApplicationNotInState } from './application.problem.ts';
import { type ApplicationRow, changeApplication, lockApplication } from './application.store.ts';
import {
  type ApplicationAction,
  type ApplicationStatus,
  afterApplication,
  type RejectionReason,
} from './application.ts';

/** The application, locked, and the status that the action leads to. Throws NOT_FOUND, FORBIDDEN, ApplicationNotInState. */
export async function takeApplication(
  work: CustomerWork,
  id: string,
  permission: Permission,
  action: ApplicationAction,
  wanted: string,
): Promise<{ application: ApplicationRow; status: ApplicationStatus }> {
  const application = permitted(work, permission, await lockApplication(work, id), 'application');
  const status = afterApplication(application.status, action);
  if (!status) throw new ApplicationNotInState(application.status, wanted);
  return { application, status };
}

/**
 * Approving says that the connection is feasible: an address that nobody has surveyed counts as served from then on.
 * Throws NOT_FOUND, FORBIDDEN, ApplicationNotInState, AddressNotServed.
 */
export async function approveApplication(
  context: CustomerContext,
  input: { readonly applicationId: string },
): Promise<ApplicationRow> {
  return context.transaction(async (work) => {
    const { application, status } = await takeApplication(
      work,
      input.applicationId,
      'application:decide',
      'approve',
      'approved',
    );
    const address = await lockAddress(work, application.addressId);
    if (address && !canBeConnected(address.coverage)) throw new AddressNotServed();
    if (address?.coverage === null) await stateCoverage(work, address, 'SERVED');
    const approved = await changeApplication(work, application, { status, approvedAt: work.clock.now() });
    emitApplication(work, applicationApproved, approved, {});
    return approved;
  });
}

export interface RejectApplication {
  readonly applicationId: string;
  readonly reason: RejectionReason;
  /** For staff and customer to read. */
  readonly note?: string | null;
}

/** Throws NOT_FOUND, FORBIDDEN, ApplicationNotInState, DevicesStillInstalled. */
export async function rejectApplication(
  context: CustomerContext,
  input: RejectApplication,
): Promise<ApplicationRow> {
  const note = optionalText('note', input.note, 500);
  return context.transaction(async (work) => {
    const { applicationId, reason } = input;
    const { application } = await takeApplication(
      work,
      applicationId,
      'application:decide',
      'reject',
      'rejected',
    );
    const rejected = await abandonApplication(work, application, {
      status: 'REJECTED',
      rejectionReason: reason,
      rejectionNote: note,
    });
    emitApplication(work, applicationRejected, rejected, { reason });
    return rejected;
  });
}
