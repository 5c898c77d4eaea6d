import { readAuthSettings } from '../config.ts';
import { PasswordHasher } from './password-hasher.ts';

/** The hash of a password as it is stored, for loading many accounts that share one (a demo provider). */
export function hashPassword(text: string): Promise<string> {
  return new PasswordHasher(readAuthSettings({}).hashing).hash(text);
}
