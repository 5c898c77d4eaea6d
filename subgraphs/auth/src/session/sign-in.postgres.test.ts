import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { userRegistered } from '@lastmile/messaging/events/auth/user';
import { parseOptions } from '@node-rs/argon2';
import { goodPassword, startTestAuth, type TestAuth } from '../testing.ts';
import { registerUser } from '../user/register-user.ts';
import { signIn } from './sign-in.ts';

const register = `mutation($input: RegisterUserInput!) { registerUser(input: $input) {
  __typename ... on RegisterUserSuccess { userId } ... on Problem { code message } ... on InvalidInput { field } } }`;
const enter = `mutation($input: SignInInput!) { signIn(input: $input) {
  __typename ... on SignInSuccess { userId sessionId accessToken refreshToken } ... on Problem { code message } } }`;

let auth: TestAuth;
beforeAll(async () => {
  auth = await startTestAuth();
});
afterAll(() => auth.stop());

async function answer(query: string, input: object): Promise<Record<string, unknown>> {
  const { data, errors } = await auth.execute({ query, variables: { input } });
  expect(errors).toBeUndefined();
  return Object.values(data ?? {})[0] as Record<string, unknown>;
}

describe('Registering', () => {
  it('adds a user with an argon2id hash, tells it, and lets them sign in whatever the case of the e-mail', async () => {
    const made = await answer(register, {
      email: 'Anna@example.com',
      password: goodPassword,
      locale: 'de-at',
    });
    expect(made).toMatchObject({ __typename: 'RegisterUserSuccess' });
    const [row] = await auth
      .context()
      .database.query<{ hash: string; locale: string }>(
        'select password_hash as hash, locale from users where id = $1',
        [made.userId],
      );
    const { memoryCost, timeCost, parallelism, algorithm } = parseOptions(row?.hash ?? '');
    expect({ algorithm: Number(algorithm), parallelism }).toEqual({ algorithm: 2, parallelism: 1 });
    expect(memoryCost).toBeGreaterThanOrEqual(19_456);
    expect(timeCost).toBeGreaterThanOrEqual(2);
    expect(row?.locale).toBe('de-AT');
    const told = await auth.emitted(userRegistered);
    expect(told.find(({ subject }) => subject === made.userId)?.data).toEqual({
      userId: made.userId,
      status: 'ACTIVE',
      locale: 'de-AT',
    });
    expect(JSON.stringify(told)).not.toContain('example.com');
    const session = await answer(enter, { email: 'ANNA@EXAMPLE.COM', password: goodPassword });
    expect(session).toMatchObject({ __typename: 'SignInSuccess', userId: made.userId });
  });

  it('refuses a taken e-mail in any spelling', async () => {
    await auth.register('taken@example.com');
    const again = await answer(register, { email: 'Taken@Example.com', password: goodPassword });
    expect(again).toMatchObject({ __typename: 'EmailTaken', code: 'EMAIL_TAKEN' });
  });

  it('Given two who register one e-mail at once, Then one of them does', async () => {
    const context = auth.from('192.0.2.7');
    const both = await Promise.allSettled(
      ['race@example.com', 'RACE@example.com'].map((email) =>
        registerUser(context, { email, password: goodPassword, locale: 'en' }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'EMAIL_TAKEN' },
    });
  });

  it.each([
    [
      { email: 'nobody', password: goodPassword },
      { code: 'BAD_INPUT', field: 'email' },
    ],
    [
      { email: 'b@example.com', password: goodPassword, locale: 'not a tag' },
      { code: 'BAD_INPUT', field: 'locale' },
    ],
    [
      { email: 'b@example.com', password: goodPassword, phone: '12' },
      { code: 'BAD_INPUT', field: 'phone' },
    ],
    [{ email: 'b@example.com', password: 'too short' }, { code: 'PASSWORD_TOO_SHORT' }],
    [{ email: 'b@example.com', password: 'passwordpassword' }, { code: 'PASSWORD_TOO_COMMON' }],
  ])('refuses %j and says what to do', async (input, problem) => {
    const refused = await answer(register, input);
    expect(refused).toMatchObject(problem);
    expect(String(refused.message).length).toBeGreaterThan(20);
  });

  it('cannot set what is not asked for', async () => {
    const query = `mutation { registerUser(input: {email: "c@example.com", password: "x", roles: ["admin"]}) { __typename } }`;
    const { errors } = await auth.execute({ query });
    expect(errors?.[0]?.message).toContain('roles');
  });
});

describe('Signing in', () => {
  it('Given a password typed on another keyboard, Then it is the same', async () => {
    await auth.register('unicode@example.com', 'żółta łódź pływa'.normalize('NFD'));
    const session = await answer(enter, {
      email: 'unicode@example.com',
      password: 'żółta łódź pływa'.normalize('NFC'),
    });
    expect(session).toMatchObject({ __typename: 'SignInSuccess' });
  });

  it('answers alike for an unknown e-mail and a wrong password', async () => {
    await auth.register('known@example.com');
    const wrong = await answer(enter, { email: 'known@example.com', password: 'something else entirely' });
    const unknown = await answer(enter, {
      email: 'unknown@example.com',
      password: 'something else entirely',
    });
    expect(wrong).toMatchObject({ __typename: 'WrongCredentials' });
    expect(unknown).toEqual(wrong);
  });

  it('Given 80 timings each of known and unknown e-mails, Then they cannot be told apart', async () => {
    const owners = Array.from({ length: 8 }, (_, n) => `timed-${n}@example.com`);
    for (const email of owners) await auth.register(email);
    const time = async (email: string, n: number) => {
      const started = performance.now();
      const guess = { email, password: 'something else entirely' };
      await signIn(auth.from(`198.51.100.${n}`), guess).catch(() => {});
      return performance.now() - started;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let n = 0; n < 80; n += 1) {
      const email = owners[n % 8] ?? '';
      // In turns, and each in front of the other as often as behind it, so that a busy machine slows both alike.
      if (n % 16 < 8) known.push(await time(email, n));
      unknown.push(await time(`nobody-${email}`, n));
      if (n % 16 >= 8) known.push(await time(email, n));
      if (n % 32 === 31) auth.clock.advanceMs(86_400_001);
    }
    // How often a known one took longer than an unknown one: a half when nothing can be told, with a deviation of 0.05.
    const longer = known.flatMap((one) => unknown.map((other) => (one > other ? 1 : 0)));
    const share = longer.filter(Boolean).length / longer.length;
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.7);
  });

  it('Given strangers guessing from many addresses, Then they are stopped and the owner gets in from theirs', async () => {
    await auth.register('owner@example.com');
    const outcomes: string[] = [];
    for (let n = 0; n < 120; n += 1) {
      const guess = signIn(auth.from(`198.51.100.${n}`), {
        email: 'owner@example.com',
        password: `guess number ${n}`,
      });
      outcomes.push(
        await guess.then(
          () => 'in',
          ({ code }) => code,
        ),
      );
    }
    const looked = outcomes.filter((code) => code === 'WRONG_CREDENTIALS').length;
    expect(looked).toBeLessThan(20);
    expect(outcomes.at(-1)).toBe('TOO_MANY_ATTEMPTS');
    const owner = await signIn(auth.from('192.0.2.1'), {
      email: 'owner@example.com',
      password: goodPassword,
    });
    expect(owner.sessionId).toBeTruthy();
  });

  it('Given many guesses, Then an e-mail that nobody has is throttled just like one that somebody has', async () => {
    await auth.register('pattern@example.com');
    const codesOf = async (email: string) => {
      const codes: string[] = [];
      for (let n = 0; n < 12; n += 1) {
        const guess = signIn(auth.from(`198.51.100.${n}`), { email, password: `guess number ${n}` });
        codes.push(
          await guess.then(
            () => 'in',
            ({ code, message }) => `${code} ${message}`,
          ),
        );
      }
      return codes;
    };
    expect(await codesOf('pattern@example.com')).toEqual(await codesOf('nobody-at-all@example.com'));
  });

  it('forgets wrong tries after a day', async () => {
    await auth.register('forgotten@example.com');
    const email = 'forgotten@example.com';
    await signIn(auth.from('203.0.113.77'), { email, password: 'not the right one' }).catch(() => {});
    const count = async () =>
      (
        await auth.context().database.query<{ n: number }>('select count(*)::int as n from sign_in_failures')
      )[0]?.n;
    expect(await count()).toBeGreaterThan(0);
    auth.clock.advanceMs(86_400_001);
    await auth.runJob('prune-throttle');
    expect(await count()).toBe(0);
  });

  it('Given 60 guesses at once, Then no more are looked at than one after the other', async () => {
    await auth.register('flood@example.com');
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        signIn(auth.from(`203.0.113.${n}`), {
          email: 'flood@example.com',
          password: 'not the right one',
        }).catch(({ code }) => code),
      ),
    );
    expect(outcomes.filter((code) => code === 'WRONG_CREDENTIALS').length).toBeLessThanOrEqual(40);
    expect(outcomes.filter((code) => code === 'TOO_MANY_ATTEMPTS').length).toBeGreaterThanOrEqual(20);
  });

  it('Given the right password ten times at once, Then each is let in', async () => {
    await auth.register('busy@example.com');
    const sessions = await Promise.all(
      Array.from({ length: 10 }, () =>
        signIn(auth.from('192.0.2.1'), { email: 'busy@example.com', password: goodPassword }),
      ),
    );
    expect(new Set(sessions.map(({ sessionId }) => sessionId)).size).toBe(10);
  });

  it('Given a hash of an older policy, Then it is made anew at sign-in', async () => {
    const userId = await auth.register('rehash@example.com');
    const stricter = await startTestAuth({
      clock: auth.clock,
      databaseUrl: auth.databaseUrl,
      env: { AUTH_HASH_PASSES: '3' },
    });
    await signIn(stricter.from('192.0.2.1'), { email: 'rehash@example.com', password: goodPassword });
    const [row] = await auth
      .context()
      .database.query<{ hash: string }>('select password_hash as hash from users where id = $1', [userId]);
    expect(parseOptions(row?.hash ?? '').timeCost).toBe(3);
    await signIn(stricter.from('192.0.2.1'), { email: 'rehash@example.com', password: goodPassword });
    await stricter.stop();
  });
});
