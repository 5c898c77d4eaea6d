import { newId } from '@lastmile/kernel/id';
import { type CryptoKey, SignJWT } from 'jose';
import type { AuthContext } from '../auth.ts';
import { rotateKeys } from './rotate-keys.ts';
import { listKeys } from './signing-key.store.ts';
import { type SealedKey, signatureAlgorithm, signingNow } from './signing-key.ts';

export interface AccessToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * A JWT access token (RFC 9068: `typ` at+jwt) for a session: who, in which session, for whom, until when, and nothing of
 * what they may, since that changes while a token lives. `client_id` is required by the RFC; first-party apps share one.
 */
export async function issueAccessToken(
  context: AuthContext,
  session: { readonly id: string; readonly userId: string; readonly expiresAt: Date },
): Promise<AccessToken> {
  const { settings, services } = context;
  const key = await currentSigningKey(context);
  const now = services.clock.now();
  const seconds = Math.floor(now.getTime() / 1_000);
  const end = Math.min(now.getTime() + settings.accessTokenMs, session.expiresAt.getTime());
  const expires = Math.max(seconds + 1, Math.floor(end / 1_000));
  const token = await new SignJWT({ sid: session.id, client_id: settings.audience })
    .setProtectedHeader({ alg: signatureAlgorithm, typ: 'at+jwt', kid: key.id })
    .setIssuer(settings.issuer)
    .setAudience(settings.audience)
    .setSubject(session.userId)
    .setJti(newId())
    .setIssuedAt(seconds)
    .setExpirationTime(expires)
    .sign(key.privateKey);
  return { token, expiresAt: new Date(expires * 1_000) };
}

/** The key to sign with now. Throws when AUTH_KEY_SECRET does not open it. */
export async function currentSigningKey(
  context: AuthContext,
): Promise<{ readonly id: string; readonly privateKey: CryptoKey | Uint8Array }> {
  const key = await findSigningKey(context);
  return { id: key.id, privateKey: await context.services.openedKeys.get(key) };
}

async function findSigningKey(context: AuthContext): Promise<SealedKey> {
  const key = signingNow(await listKeys(context), context.services.clock.now());
  if (key) return key;
  // The job has not run for so long (a database brought back, a clock moved far ahead) that no key is left.
  await rotateKeys(context);
  const made = signingNow(await listKeys(context), context.services.clock.now());
  if (!made) throw new Error('No signing key could be made');
  return made;
}
