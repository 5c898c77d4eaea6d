import { badInput } from '@lastmile/kernel/refusal';
import { next, type Transitions } from '../state/transition.ts';

export type ApplicationStatus =
  | 'SUBMITTED'
  | 'APPROVED'
  | 'SCHEDULED'
  | 'INSTALLED'
  | 'ACTIVATED'
  | 'REJECTED'
  | 'WITHDRAWN';

export type RejectionReason = 'NOT_FEASIBLE' | 'NO_COVERAGE' | 'CREDIT' | 'DUPLICATE' | 'OTHER';

export type ApplicationAction = 'approve' | 'schedule' | 'install' | 'activate' | 'reject' | 'withdraw';

/** A visit may be moved, and left out where somebody was there anyway. Who has been installed for asks staff to stop. */
export const applicationTransitions: Transitions<ApplicationStatus, ApplicationAction> = {
  SUBMITTED: { approve: 'APPROVED', reject: 'REJECTED', withdraw: 'WITHDRAWN' },
  APPROVED: { schedule: 'SCHEDULED', install: 'INSTALLED', reject: 'REJECTED', withdraw: 'WITHDRAWN' },
  SCHEDULED: { schedule: 'SCHEDULED', install: 'INSTALLED', reject: 'REJECTED', withdraw: 'WITHDRAWN' },
  INSTALLED: { activate: 'ACTIVATED', reject: 'REJECTED' },
  ACTIVATED: {},
  REJECTED: {},
  WITHDRAWN: {},
};

export const afterApplication = (status: ApplicationStatus, action: ApplicationAction) =>
  next(applicationTransitions, status, action);

/** What can be drafted, planned and installed for the application. */
export function isUnderWay(status: ApplicationStatus): boolean {
  return status === 'APPROVED' || status === 'SCHEDULED' || status === 'INSTALLED';
}

export type MissingForActivation = 'SIGNED_CONTRACT' | 'ATTACHED_LINE' | 'INSTALLED_DEVICE';

/** What activation still waits for. */
export function missingForActivation(given: {
  readonly contractStatus: string | null;
  readonly linePortId: string | null;
  readonly devicesInstalled: number;
}): MissingForActivation[] {
  const signed = given.contractStatus === 'SIGNED' || given.contractStatus === 'ACTIVE';
  return [
    ...(signed ? [] : (['SIGNED_CONTRACT'] as const)),
    ...(given.linePortId ? [] : (['ATTACHED_LINE'] as const)),
    ...(given.devicesInstalled > 0 ? [] : (['INSTALLED_DEVICE'] as const)),
  ];
}

const visitMaxMs = 24 * 60 * 60 * 1000;

/** A visit lies ahead, ends after it begins and within a day. Throws BAD_INPUT. */
export function checkVisit(visit: { startsAt: Date; endsAt: Date }, now: Date): void {
  if (visit.startsAt < now) throw badInput('visitStartsAt', 'the visit lies in the past');
  const lengthMs = visit.endsAt.getTime() - visit.startsAt.getTime();
  if (lengthMs <= 0) throw badInput('visitEndsAt', 'the visit ends before it begins');
  if (lengthMs > visitMaxMs) throw badInput('visitEndsAt', 'a visit takes at most a day');
}
