import { z } from 'zod';
import { defineEvent, id, instant } from '../../define-event.ts';

const state = {
  outageId: id,
  nodeId: id,
  regionId: id,
  status: z.enum(['OPEN', 'RESOLVED']),
  severity: z.enum(['MINOR', 'MAJOR', 'CRITICAL']),
  /** A word such as POWER, never free text. */
  cause: z.string().optional(),
  /** Who opened it; what probes opened, they close. */
  origin: z.enum(['PROBE', 'STAFF']).optional(),
  /** The open outage of a dead node above, begun while this one was open. */
  adoptedBy: id.optional(),
  startedAt: instant,
  expectedEndAt: instant.optional(),
  resolvedAt: instant.optional(),
  affectedLines: z.number().int(),
  affectedCustomers: z.number().int(),
};

export const outageOpened = defineEvent({
  type: 'monitoring.outage.opened',
  root: 'outage',
  about: 'A node failed and what hangs below it is without service.',
  data: state,
});

export const outageUpdated = defineEvent({
  type: 'monitoring.outage.updated',
  root: 'outage',
  about: 'Severity, cause, expected end or the number of affected lines changed.',
  data: state,
});

export const outageResolved = defineEvent({
  type: 'monitoring.outage.resolved',
  root: 'outage',
  about: 'Service is back.',
  data: state,
});

export const lineImpactRevised = defineEvent({
  type: 'monitoring.line_impact.revised',
  root: 'line',
  about:
    'How long an outage touched a line; the highest revision stands, so that a late correction corrects. Without `to` it goes on; retracted, it was not touched at all (`to` is `from`).',
  data: {
    outageId: id,
    nodeId: id,
    lineId: id,
    customerId: id,
    from: instant,
    to: instant.optional(),
    retracted: z.boolean().optional(),
    revision: z.number().int(),
    outageStatus: z.enum(['OPEN', 'RESOLVED']),
    severity: z.enum(['MINOR', 'MAJOR', 'CRITICAL']),
    expectedEndAt: instant.optional(),
  },
});
