import { z } from 'zod';
import { defineEvent, id, instant } from '../../define-event.ts';

const state = { userId: id, status: z.enum(['ACTIVE', 'DEACTIVATED']) };

export const userRegistered = defineEvent({
  type: 'auth.user.registered',
  root: 'user',
  about: 'A user exists and may sign in.',
  data: { ...state, locale: z.string() },
});

export const userDeactivated = defineEvent({
  type: 'auth.user.deactivated',
  root: 'user',
  about: 'A user may no longer sign in; all sessions have ended.',
  data: state,
});

export const sessionEnded = defineEvent({
  type: 'auth.session.ended',
  root: 'user',
  about:
    'A session was ended: by its owner, by staff, by reuse of an old refresh token, by a change of password, by deactivation, or by its age.',
  data: {
    sessionId: id,
    userId: id,
    reason: z.enum([
      'SIGNED_OUT',
      'ENDED_BY_OWNER',
      'ENDED_BY_STAFF',
      'TOKEN_REUSED',
      'PASSWORD_CHANGED',
      'DEACTIVATED',
      'EXPIRED',
    ]),
    endedAt: instant,
  },
});

export const actorChanged = defineEvent({
  type: 'auth.actor.changed',
  root: 'user',
  about:
    'What a user may has changed; whoever keeps an actor of that user asks again. Version grows with every change.',
  data: { userId: id, version: z.number().int() },
});
