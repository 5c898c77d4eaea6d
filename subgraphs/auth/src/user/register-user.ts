import { newId } from '@lastmile/kernel/id';
import { userRegistered } from '@lastmile/messaging/events/auth/user';
import type { AuthContext, AuthWork } from '../auth.ts';
import { callerOf } from '../caller.ts';
import { findPasswordFault } from '../password/new-password.ts';
import { PasswordRefused } from '../password/password.type.ts';
import { rememberPlace, throttleKeys } from '../session/throttle.store.ts';
import { emailKey, readEmail } from './email.ts';
import { readDisplayName, readLocale, readPhone } from './profile.ts';
import { addUser, type NewUser } from './user.store.ts';
import { EmailTaken, PhoneTaken } from './user.type.ts';

export interface RegisterUser {
  readonly email: string;
  readonly password: string;
  /** BCP 47; `en` unless given. */
  readonly locale?: string | null | undefined;
  readonly displayName?: string | null | undefined;
  readonly phone?: string | null | undefined;
}

/**
 * Adds a user who may sign in at once. A taken e-mail is told (README.md says why) and takes as long as a free one, since
 * the password is hashed before anybody looks. Throws PasswordRefused, EmailTaken, PhoneTaken, BAD_INPUT.
 */
export async function registerUser(context: AuthContext, input: RegisterUser): Promise<{ userId: string }> {
  context.assertMay('session:create');
  const user = await readNewUser(context, input);
  const { address } = callerOf(context);
  await context.transaction(async (work) => {
    await saveNewUser(work, user);
    // Nobody else can have been here before, so wherever strangers try from, they do not keep the new owner out.
    await rememberPlace(work, throttleKeys(work, user.emailKey, address), address);
  });
  return { userId: user.id };
}

/** Checks everything that can be checked without the database, and hashes: outside of any transaction, since it takes time. */
export async function readNewUser(context: AuthContext, input: RegisterUser): Promise<NewUser> {
  const email = readEmail(input.email);
  const displayName = readDisplayName(input.displayName);
  const locale = readLocale(input.locale ?? 'en');
  const phone = readPhone(input.phone);
  const fault = findPasswordFault(input.password, [email, displayName ?? '']);
  if (fault) throw new PasswordRefused(fault);
  return {
    id: newId(),
    email,
    emailKey: emailKey(email),
    phone,
    displayName,
    locale,
    passwordHash: await context.services.passwords.hash(input.password),
    registeredAt: context.clock.now(),
  };
}

export async function saveNewUser(work: AuthWork, user: NewUser): Promise<void> {
  const taken = await addUser(work, user);
  if (taken) throw taken === 'email' ? new EmailTaken() : new PhoneTaken();
  work.emit(userRegistered, {
    key: user.id,
    subject: user.id,
    time: user.registeredAt,
    data: { userId: user.id, status: 'ACTIVE', locale: user.locale },
    ids: { userid: user.id },
  });
}
