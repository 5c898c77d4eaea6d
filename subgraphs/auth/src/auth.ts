import type { PrismaClient } from '@lastmile/database/generated/auth/client';
import type { Context, DomainTypes, Work } from '@lastmile/subgraph/context';
import type { AuthSettings } from './config.ts';
import type { PasswordHasher } from './password/password-hasher.ts';
import type { KeySealer } from './token/key-sealer.ts';

export interface AuthServices {
  readonly passwords: PasswordHasher;
  readonly sealer: KeySealer;
}

export interface Auth extends DomainTypes {
  client: PrismaClient;
  settings: AuthSettings;
  services: AuthServices;
}

export type AuthContext = Context<Auth>;
export type AuthWork = Work<Auth>;
