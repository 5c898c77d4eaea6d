import type { AdmissionRule } from '../operation/admit-operation.ts';
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

/** The schema is shown to whoever may see it: to everybody where the explorer is on, elsewhere to staff alone. */
export function hideSchema(isOpen: boolean): AdmissionRule {
  return {
    beforeRunning: ({ prepared }, { identity }) => {
      if (isOpen || identity.actor.staff.length > 0) return;
      if (!rootFieldsOf(prepared).some((name) => name === '__schema' || name === '__type')) return;
      throw new LimitExceeded(
        'INTROSPECTION_DISABLED',
        'The schema is not shown here. Its SDL comes with the documentation for developers.',
      );
    },
  };
}
