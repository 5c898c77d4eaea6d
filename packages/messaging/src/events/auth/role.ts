import { z } from 'zod';
import { defineEvent, id } from '../../define-event.ts';

export const roleChanged = defineEvent({
  type: 'auth.role.changed',
  root: 'role',
  about: 'A staff role was made or its permissions changed.',
  data: { roleId: id, name: z.string(), permissions: z.array(z.string()) },
});
