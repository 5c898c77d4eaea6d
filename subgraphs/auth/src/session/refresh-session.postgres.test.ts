import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sessionEnded } from '@lastmile/messaging/events/auth/user';
import { startTestAuth, type TestAuth } from '../testing.ts';
import { refreshSession } from './refresh-session.ts';
import { signOut } from './sign-out.ts';

const day = 86_400_000;
let auth: TestAuth;
let replica: TestAuth;
beforeAll(async () => {
  auth = await startTestAuth();
  replica = await startTestAuth({ clock: auth.clock, databaseUrl: auth.databaseUrl });
});
afterAll(async () => {
  await replica.stop();
  await auth.stop();
});

const refresh = (refreshToken: string, at: TestAuth = auth) =>
  refreshSession(at.from('192.0.2.9'), { refreshToken });
const endOf = async (sessionId: string) =>
  (await auth.emitted(sessionEnded))
    .filter(({ subject }) => subject === sessionId)
    .map(({ data }) => data.reason);

describe('Refreshing a session', () => {
  it('gives a new access token and a new refresh token for the same session', async () => {
    const first = await auth.signedIn('rotate@example.com');
    const second = await refresh(first.refreshToken);
    const third = await refresh(second.refreshToken);
    expect([second.sessionId, third.sessionId]).toEqual([first.sessionId, first.sessionId]);
    expect(new Set([first.refreshToken, second.refreshToken, third.refreshToken]).size).toBe(3);
    expect(third.accessToken.split('.')).toHaveLength(3);
  });

  it('stores no token as it is', async () => {
    const { refreshToken } = await auth.signedIn('stored@example.com');
    const next = await refresh(refreshToken);
    const { database } = auth.context();
    const rows = await database.query<{ text: string }>(
      'select row_to_json(t)::text as text from refresh_tokens t',
    );
    const all = rows.map(({ text }) => text).join('\n');
    for (const token of [refreshToken, next.refreshToken]) {
      expect(all).not.toContain(token);
      expect(all).not.toContain(Buffer.from(token).toString('hex'));
    }
  });

  it('Given 20 at once on two replicas, Then all get the same successor and the session lives', async () => {
    const { refreshToken, sessionId } = await auth.signedIn('twenty@example.com');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => refresh(refreshToken, n % 2 ? auth : replica)),
    );
    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1);
    const next = await refresh(answers[0]?.refreshToken ?? '');
    expect(next.sessionId).toBe(sessionId);
    expect(await endOf(sessionId)).toEqual([]);
  });

  it('Given an answer that was lost, When asked again within the grace, Then it is given again; later the session ends', async () => {
    const { refreshToken, sessionId } = await auth.signedIn('lost@example.com');
    const lost = await refresh(refreshToken);
    auth.clock.advanceMs(9_000);
    expect((await refresh(refreshToken)).refreshToken).toBe(lost.refreshToken);
    auth.clock.advanceMs(2_000);
    await expect(refresh(refreshToken)).rejects.toMatchObject({ code: 'REFRESH_REFUSED' });
    expect(await endOf(sessionId)).toEqual(['TOKEN_REUSED']);
  });

  it('Given an old token after its successor was used, Then the whole family ends, the thief’s and the owner’s', async () => {
    const { refreshToken, sessionId } = await auth.signedIn('stolen@example.com');
    const second = await refresh(refreshToken);
    const third = await refresh(second.refreshToken);
    await expect(refresh(refreshToken)).rejects.toMatchObject({ code: 'REFRESH_REFUSED' });
    await expect(refresh(third.refreshToken)).rejects.toMatchObject({ code: 'REFRESH_REFUSED' });
    expect(await auth.actorOf(sessionId)).toBeNull();
    expect(await endOf(sessionId)).toEqual(['TOKEN_REUSED']);
  });

  it('Given reuse 20 times at once, Then the end is told once', async () => {
    const { refreshToken, sessionId } = await auth.signedIn('flood@example.com');
    await refresh((await refresh(refreshToken)).refreshToken);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => refresh(refreshToken)));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await endOf(sessionId)).toEqual(['TOKEN_REUSED']);
  });

  it('Given a session that is refreshed every day, Then it ends after thirty', async () => {
    let { refreshToken, sessionId } = await auth.signedIn('absolute@example.com');
    for (let n = 0; n < 29; n += 1) {
      auth.clock.advanceMs(day);
      ({ refreshToken } = await refresh(refreshToken));
    }
    expect(await auth.actorOf(sessionId)).not.toBeNull();
    auth.clock.advanceMs(day);
    await expect(refresh(refreshToken)).rejects.toMatchObject({ code: 'REFRESH_REFUSED' });
    expect(await auth.actorOf(sessionId)).toBeNull();
    await auth.runJob('end-expired-sessions');
    await auth.runJob('end-expired-sessions');
    expect(await endOf(sessionId)).toEqual(['EXPIRED']);
  });

  it('Given a session left alone for a fortnight, Then it is over', async () => {
    const { refreshToken } = await auth.signedIn('idle@example.com');
    auth.clock.advanceMs(14 * day);
    await expect(refresh(refreshToken)).rejects.toMatchObject({ code: 'REFRESH_REFUSED' });
  });

  it.each(['', 'x', 'A'.repeat(43), 'A'.repeat(10_000), '../../etc/passwd'])(
    'refuses the made-up %j',
    async (token) => {
      await expect(refresh(token)).rejects.toMatchObject({ code: 'REFRESH_REFUSED' });
    },
  );

  it('Given an access token in its place, Then it is refused', async () => {
    const { refreshToken } = await auth.signedIn('swapped@example.com');
    const { accessToken } = await refresh(refreshToken);
    await expect(refresh(accessToken)).rejects.toMatchObject({ code: 'REFRESH_REFUSED' });
  });

  it('Given a sign-out by refresh token, Then it cannot be refreshed; signing out again is the same', async () => {
    const { refreshToken, sessionId } = await auth.signedIn('leaving@example.com');
    await signOut(auth.from('192.0.2.9'), { refreshToken });
    await signOut(auth.from('192.0.2.9'), { refreshToken });
    await signOut(auth.from('192.0.2.9'), { refreshToken: 'B'.repeat(43) });
    await expect(refresh(refreshToken)).rejects.toMatchObject({ code: 'REFRESH_REFUSED' });
    expect(await endOf(sessionId)).toEqual(['SIGNED_OUT']);
  });

  it('Given nothing to sign out of, Then it says what to send', async () => {
    await expect(signOut(auth.from('192.0.2.9'), {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
