import type { AdmissionRule, Asker } from '../operation/admit-operation.ts';
import { LimitExceeded } from '../operation/present-error.ts';
import { rootFieldsOf } from './root-fields.ts';

/** One sensitive root field an operation: a thousand aliases of `signIn` would be a thousand tries in one request. */
export function allowOneSensitiveField(sensitive: ReadonlySet<string>): AdmissionRule {
  return {
    beforeRunning: ({ prepared }) => {
      const asked = rootFieldsOf(prepared).filter((name) => sensitive.has(name));
      if (asked.length <= 1) return;
      throw new LimitExceeded(
        'SENSITIVE_FIELD_LIMIT_EXCEEDED',
        `An operation has one of ${[...new Set(asked)].join(', ')} at most. Ask in several requests.`,
        { limit: 1 },
      );
    },
  };
}

/**
 * The schema is shown to whoever may see it: to everybody where the explorer is on, elsewhere to staff, and to a partner
 * that has a part of it for its own.
 */
export function hideSchema(isOpen: boolean, isShown: (asker: Asker) => boolean = () => false): AdmissionRule {
  const isStaff = ({ identity: { actor } }: Asker) => actor.kind !== 'partner' && actor.staff.length > 0;
  return {
    beforeRunning: ({ prepared }, asker) => {
      if (isOpen || isStaff(asker) || isShown(asker)) return;
      if (!rootFieldsOf(prepared).some((name) => name === '__schema' || name === '__type')) return;
      throw new LimitExceeded(
        'INTROSPECTION_DISABLED',
        'The schema is not shown here. Its SDL comes with the documentation for developers.',
      );
    },
  };
}
