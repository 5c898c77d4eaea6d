import type { PrismaClient } from '@lastmile/database/generated/auth/client';
import type { Clock } from '@lastmile/kernel/clock';
import type { Context, DomainTypes, Work } from '@lastmile/subgraph/context';
import type { AuthSettings } from './config.ts';
import type { PasswordHasher } from './password/password-hasher.ts';
import type { KeySealer } from './token/key-sealer.ts';
import type { OpenedKeys } from './token/opened-keys.ts';

export interface AuthServices {
  /** For tokens, sessions, keys and throttles: real time, whatever the business clock says. Tests put their own here. */
  readonly clock: Clock;
  readonly passwords: PasswordHasher;
  readonly sealer: KeySealer;
  readonly openedKeys: OpenedKeys;
}

export interface Auth extends DomainTypes {
  client: PrismaClient;
  settings: AuthSettings;
  services: AuthServices;
}

export type AuthContext = Context<Auth>;
export type AuthWork = Work<Auth>;
