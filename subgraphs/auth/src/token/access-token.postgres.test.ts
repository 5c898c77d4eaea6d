import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { prepareAuth } from '../prepare.ts';
import { refreshSession } from '../session/refresh-session.ts';
import { startTestAuth, type TestAuth } from '../testing.ts';
import { KeySealer } from './key-sealer.ts';
import { OpenedKeys } from './opened-keys.ts';

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

async function keySet(at: TestAuth = auth): Promise<JSONWebKeySet> {
  const request = { headers: {}, query: {}, body: Buffer.alloc(0) };
  const answer = await at.running.endpoint('GET', '/.well-known/jwks.json', request);
  expect(answer?.status).toBe(200);
  expect(answer?.headers?.['cache-control']).toContain('max-age=300');
  return JSON.parse(answer?.body ?? '{}') as JSONWebKeySet;
}
const verify = (token: string, keys: JSONWebKeySet) =>
  jwtVerify(token, createLocalJWKSet(keys), {
    issuer: 'http://localhost:4000/auth',
    audience: 'lastmile',
    typ: 'at+jwt',
    algorithms: ['EdDSA'],
    currentDate: auth.clock.now(),
  });
const freshToken = async (email: string) => {
  const { refreshToken, ...rest } = await auth.signedIn(email);
  return { ...rest, ...(await refreshSession(auth.from('192.0.2.1'), { refreshToken })) };
};

describe('An access token', () => {
  it('is an RFC 9068 token for ten minutes that says who and which session, and no rights', async () => {
    const { accessToken, userId, sessionId, accessTokenExpiresAt } = await freshToken('token@example.com');
    const { payload, protectedHeader } = await verify(accessToken, await keySet());
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' });
    expect(Object.keys(protectedHeader).sort()).toEqual(['alg', 'kid', 'typ']);
    expect(payload).toMatchObject({ sub: userId, sid: sessionId, client_id: 'lastmile' });
    expect(Object.keys(payload).sort()).toEqual([
      'aud',
      'client_id',
      'exp',
      'iat',
      'iss',
      'jti',
      'sid',
      'sub',
    ]);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
    expect(accessTokenExpiresAt).toEqual(new Date((payload.exp ?? 0) * 1_000));
    auth.clock.advanceMs(600_000);
    await expect(verify(accessToken, await keySet())).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' });
  });

  it('Given two replicas that started on one database, Then they show the same keys, public parts alone', async () => {
    const keys = await keySet();
    expect(keys).toEqual(await keySet(replica));
    expect(keys.keys).toHaveLength(1);
    expect(Object.keys(keys.keys[0] ?? {}).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('Given a rotation by both replicas at once, Then one next key is published before it signs, and no token breaks', async () => {
    const first = (await keySet()).keys[0]?.kid;
    auth.clock.advanceMs(30 * day - 1_800_000);
    await Promise.all([auth.runJob('rotate-keys'), replica.runJob('rotate-keys')]);
    const both = await keySet();
    expect(both.keys).toHaveLength(2);
    const before = await freshToken('before@example.com');
    expect(decodeProtectedHeader(before.accessToken).kid).toBe(first);
    auth.clock.advanceMs(1_500_000);
    const last = await freshToken('last@example.com');
    auth.clock.advanceMs(400_000);
    const after = await freshToken('after@example.com');
    expect(decodeProtectedHeader(after.accessToken).kid).toBe(both.keys[1]?.kid);
    // A verifier that has kept the set since before the change knows both keys.
    await verify(after.accessToken, both);
    await verify(last.accessToken, await keySet());
    auth.clock.advanceMs(2 * day);
    await auth.runJob('rotate-keys');
    expect((await keySet()).keys.map(({ kid }) => kid)).toEqual([both.keys[1]?.kid]);
  });

  it('keeps no private key readable in the database', async () => {
    const rows = await auth
      .context()
      .database.query<{ text: string }>('select row_to_json(k)::text as text from signing_keys k');
    expect(rows.length).toBeGreaterThan(0);
    for (const { text } of rows) expect(text).not.toContain('"d"');
  });

  it('Given another AUTH_KEY_SECRET, Then preparing fails and says which setting is wrong; with the former one beside it, it works', async () => {
    const context = auth.context();
    const withSealer = (sealer: KeySealer) =>
      prepareAuth({
        ...context,
        services: { ...context.services, sealer, openedKeys: new OpenedKeys(sealer) },
      });
    const next = 'quite-another-secret-than-the-one-before-it';
    await expect(withSealer(new KeySealer(next))).rejects.toThrow('AUTH_KEY_SECRET');
    await withSealer(new KeySealer(next, context.settings.keySecret));
  });
});
