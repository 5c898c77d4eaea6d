import { z } from 'zod';
import { defineEvent, id, instant } from '../../define-event.ts';

export const partnerChanged = defineEvent({
  type: 'auth.partner.changed',
  root: 'partner',
  about:
    'A partner was made, or what it may, its quotas or its state have changed; whoever keeps an actor of it asks again.',
  data: {
    partnerId: id,
    name: z.string(),
    status: z.enum(['ACTIVE', 'SUSPENDED']),
    version: z.number().int(),
  },
});

const key = { apiKeyId: id, partnerId: id };

export const apiKeyIssued = defineEvent({
  type: 'auth.apikey.issued',
  root: 'partner',
  about: 'A partner has a new API key.',
  data: { ...key, prefix: z.string(), expiresAt: instant },
});

export const apiKeyRotated = defineEvent({
  type: 'auth.apikey.rotated',
  root: 'partner',
  about: 'An API key has a successor and ends earlier than it would have.',
  data: { ...key, successorId: id, expiresAt: instant },
});

export const apiKeyRevoked = defineEvent({
  type: 'auth.apikey.revoked',
  root: 'partner',
  about: 'An API key no longer signs in.',
  data: { ...key, revokedAt: instant },
});
