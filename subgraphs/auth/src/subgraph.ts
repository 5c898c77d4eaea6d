import { PrismaClient } from '@lastmile/database/generated/auth/client';
import { systemClock } from '@lastmile/kernel/clock';
import { isId } from '@lastmile/kernel/id';
import {
  apiKeyIssued,
  apiKeyRevoked,
  apiKeyRotated,
  partnerChanged,
} from '@lastmile/messaging/events/auth/partner';
import { roleChanged } from '@lastmile/messaging/events/auth/role';
import {
  actorChanged,
  sessionEnded,
  userDeactivated,
  userRegistered,
} from '@lastmile/messaging/events/auth/user';
import { defineSubgraph } from '@lastmile/subgraph/definition';
import { ActorResolver } from './actor/actor.resolver.ts';
import { ApiKeyResolver } from './api-key/api-key.resolver.ts';
import { apiKeyById } from './api-key/api-key.store.ts';
import type { Auth } from './auth.ts';
import { readAuthSettings } from './config.ts';
import { followMemberships } from './on-customer-membership.ts';
import { PartnerResolver } from './partner/partner.resolver.ts';
import { partnerById } from './partner/partner.store.ts';
import { PasswordHasher } from './password/password-hasher.ts';
import { prepareAuth } from './prepare.ts';
import { RoleResolver } from './role/role.resolver.ts';
import { roleById } from './role/role.store.ts';
import { endExpiredSessions, forgetOldSessions } from './session/drop-sessions.ts';
import { SessionResolver } from './session/session.resolver.ts';
import { sessionById } from './session/session.store.ts';
import { pruneThrottle } from './session/throttle.store.ts';
import { KeySealer } from './token/key-sealer.ts';
import { OpenedKeys } from './token/opened-keys.ts';
import { keySetEndpoint } from './token/publish-keys.ts';
import { rotateKeys } from './token/rotate-keys.ts';
import { UserResolver } from './user/user.resolver.ts';
import { userById } from './user/user.store.ts';

const minuteMs = 60_000;
const idOf = (representation: Readonly<Record<string, unknown>>) => {
  const { id } = representation;
  return typeof id === 'string' && isId(id) ? id : null;
};

export const authSubgraph = defineSubgraph<Auth>({
  name: 'auth',
  settings: readAuthSettings,
  createClient: (adapter) => new PrismaClient({ adapter }),
  services: ({ settings }) => {
    const sealer = new KeySealer(settings.keySecret, settings.previousKeySecret);
    const passwords = new PasswordHasher(settings.hashing);
    return { clock: systemClock, passwords, sealer, openedKeys: new OpenedKeys(sealer) };
  },
  resolvers: [UserResolver, SessionResolver, RoleResolver, ActorResolver, PartnerResolver, ApiKeyResolver],
  references: [
    { type: 'User', resolve: (context, key) => resolveById(idOf(key), (id) => context.load(userById, id)) },
    {
      type: 'Session',
      resolve: (context, key) => resolveById(idOf(key), (id) => context.load(sessionById, id)),
    },
    { type: 'Role', resolve: (context, key) => resolveById(idOf(key), (id) => context.load(roleById, id)) },
    {
      type: 'Partner',
      resolve: (context, key) => resolveById(idOf(key), (id) => context.load(partnerById, id)),
    },
    {
      type: 'ApiKey',
      resolve: (context, key) => resolveById(idOf(key), (id) => context.load(apiKeyById, id)),
    },
  ],
  events: [
    ...[userRegistered, userDeactivated, sessionEnded, actorChanged, roleChanged],
    ...[partnerChanged, apiKeyIssued, apiKeyRotated, apiKeyRevoked],
  ],
  handlers: [followMemberships],
  jobs: [
    { name: 'rotate-keys', everyMs: 10 * minuteMs, run: (context) => rotateKeys(context).then(() => false) },
    { name: 'end-expired-sessions', everyMs: minuteMs, run: endExpiredSessions },
    { name: 'forget-old-sessions', everyMs: 60 * minuteMs, run: forgetOldSessions },
    { name: 'prune-throttle', everyMs: 10 * minuteMs, run: (context) => pruneThrottle(context, 1_000) },
  ],
  endpoints: [keySetEndpoint],
  prepare: prepareAuth,
});

function resolveById(id: string | null, load: (id: string) => Promise<object | null>) {
  return id === null ? null : load(id);
}
