import { createHash, randomBytes } from 'node:crypto';
import { deriveKey, openWith, sealWith } from '../token/key-sealer.ts';

/** 256 random bits in base64url; says nothing and is stored only as its hash. */
export function newRefreshToken(): string {
  return randomBytes(32).toString('base64url');
}

export function isRefreshToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** The token has full entropy, so a plain SHA-256 cannot be guessed backwards. */
export function hashRefreshToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest());
}

const about = 'refresh token successor';

/** The successor, to be read only by who holds the token before it: for an answer that was lost on its way. */
export function sealSuccessor(token: string, successor: string): Uint8Array<ArrayBuffer> {
  return sealWith(deriveKey(token, about), Buffer.from(successor), about);
}

export function openSuccessor(token: string, sealed: Uint8Array): string | null {
  return openWith(deriveKey(token, about), sealed, about)?.toString() ?? null;
}

export interface RefreshFacts {
  readonly now: Date;
  readonly graceMs: number;
  readonly userActive: boolean;
  readonly session: { readonly endedAt: Date | null; readonly expiresAt: Date; readonly generation: number };
  readonly token: { readonly generation: number; readonly usedAt: Date | null };
}

/**
 * What presenting a refresh token leads to. ROTATE: it is the session's current one. REPEAT: it was just exchanged and
 * its successor has not been used, so the answer was probably lost, or several asked at once: the same successor again.
 * REUSED: somebody holds a copy, and the session ends (RFC 9700, 4.14.2). REFUSED: the session is over.
 */
export function decideRefresh(facts: RefreshFacts): 'ROTATE' | 'REPEAT' | 'REUSED' | 'REFUSED' {
  const { now, graceMs, userActive, session, token } = facts;
  if (session.endedAt || session.expiresAt <= now || !userActive) return 'REFUSED';
  if (token.usedAt === null) return 'ROTATE';
  const fresh = now.getTime() - token.usedAt.getTime() < graceMs;
  return fresh && token.generation === session.generation - 1 ? 'REPEAT' : 'REUSED';
}

/** When a session ends if nothing more is heard of it: idle for too long, at the latest at its absolute end. */
export function expiryOf(now: Date, idleMs: number, latestEndAt: Date): Date {
  return new Date(Math.min(now.getTime() + idleMs, latestEndAt.getTime()));
}
