import { enumOf } from '../graphql/enum-of.ts';
import type { ApplicationStatus, MissingForActivation, RejectionReason } from './application.ts';

export const ApplicationStatusEnum = enumOf<ApplicationStatus>('ApplicationStatus', {
  SUBMITTED: 'Waits for a decision.',
  APPROVED: 'Feasible; contract, line and visit can be made.',
  SCHEDULED: 'A visit is agreed.',
  INSTALLED: 'A device is in place.',
  ACTIVATED: 'The line works and is billed.',
  REJECTED: null,
  WITHDRAWN: null,
});

export const RejectionReasonEnum = enumOf<RejectionReason>('ApplicationRejectionReason', {
  NOT_FEASIBLE: null,
  NO_COVERAGE: null,
  CREDIT: null,
  DUPLICATE: null,
  OTHER: null,
});

export const MissingForActivationEnum = enumOf<MissingForActivation>('MissingForActivation', {
  SIGNED_CONTRACT: 'draftContract, then signContract',
  ATTACHED_LINE: 'planLine, then attachLine',
  INSTALLED_DEVICE: 'installDevice',
});
