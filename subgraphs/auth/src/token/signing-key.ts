/** RFC 8037; the verifier must accept exactly this one. */
export const signatureAlgorithm = 'EdDSA';

/** When a signing key is published, signs, and is forgotten. */
export interface KeyTimes {
  readonly id: string;
  readonly signsFrom: Date;
  readonly signsUntil: Date;
  readonly publishedTo: Date;
}

/** A signing key as it is kept: its private half is sealed. */
export interface SealedKey extends KeyTimes {
  /** The public key as a JWK, in JSON. */
  readonly publicKey: string;
  readonly sealedPrivate: Uint8Array;
}

export interface KeyPolicy {
  readonly rotationMs: number;
  readonly accessTokenMs: number;
}

/** A key is published this long before it signs: longer than anybody may keep the old key set (JWKS, 5 minutes). */
export const publishAheadMs = 3_600_000;
/** Clocks differ, and a token may be verified a little after its end. */
const slackMs = 3_600_000;

/** The key that signs now: of those whose time has come the latest; null if there is none. */
export function signingNow<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key | null {
  const due = keys.filter(({ signsFrom, signsUntil }) => signsFrom <= now && now < signsUntil);
  return (
    due.sort((a, b) => b.signsFrom.getTime() - a.signsFrom.getTime() || (a.id < b.id ? 1 : -1))[0] ?? null
  );
}

/**
 * What is to be done about the keys now: the times of a key to make, if one is due, and the ids of those that nothing
 * valid is signed with any more. The next key is made `publishAheadMs` before the last one stops signing.
 */
export function planKeys(
  keys: readonly KeyTimes[],
  policy: KeyPolicy,
  now: Date,
): { readonly make: Omit<KeyTimes, 'id'> | null; readonly drop: readonly string[] } {
  const drop = keys.filter(({ publishedTo }) => publishedTo <= now).map(({ id }) => id);
  const lastEnd = Math.max(0, ...keys.map(({ signsUntil }) => signsUntil.getTime()));
  if (lastEnd - publishAheadMs > now.getTime()) return { make: null, drop };
  // Without a key that signs there is nobody to publish ahead for.
  const from = new Date(Math.max(lastEnd, now.getTime()));
  return { make: timesOf(from, policy), drop };
}

function timesOf(signsFrom: Date, { rotationMs, accessTokenMs }: KeyPolicy): Omit<KeyTimes, 'id'> {
  const signsUntil = new Date(signsFrom.getTime() + rotationMs);
  return { signsFrom, signsUntil, publishedTo: new Date(signsUntil.getTime() + accessTokenMs + slackMs) };
}
