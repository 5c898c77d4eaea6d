import { describe, expect, it } from '@jest/globals';
import { createRedact, REDACTED, redactText } from './redact.ts';

describe('redaction by key', () => {
  it.each([
    ...[
      'password',
      'newPassword',
      'refresh_token',
      'Authorization',
      'apiKey',
      'x-api-key',
      'clientSecret',
      'Cookie',
    ],
    ...['email', 'customerEmail', 'phone', 'name', 'fullName', 'address', 'connection_address', 'birthDate'],
  ])('hides %s', (key) => {
    expect(createRedact()({ deep: [{ [key]: 'value' }] })).toEqual({ deep: [{ [key]: REDACTED }] });
  });

  it.each(['hostname', 'operationName', 'handler', 'topic', 'state', 'host', 'url', 'code'])(
    'shows %s',
    (key) => {
      expect(createRedact()({ [key]: 'value' })).toEqual({ [key]: 'value' });
    },
  );

  it('hides whole objects below a hidden key', () => {
    expect(createRedact()({ address: { city: 'X' } })).toEqual({ address: REDACTED });
  });

  it('takes more keys and exceptions', () => {
    const redact = createRedact({ keys: ['serial'], allow: ['name'] });
    expect(redact({ Serial: '1', name: 'core-1', email: 'x' })).toEqual({
      Serial: REDACTED,
      name: 'core-1',
      email: REDACTED,
    });
  });

  it('does not change what it is given', () => {
    const value = Object.freeze({ password: 'p' });
    createRedact()(value);
    expect(value.password).toBe('p');
  });

  it('does not hide that there was no value', () => {
    expect(createRedact()({ email: null })).toEqual({ email: null });
  });

  it('bounds long lists and deep values', () => {
    const list = createRedact()(Array.from({ length: 150 }, (_, i) => i)) as unknown[];
    expect(list).toHaveLength(101);
    expect(list.at(-1)).toBe('[50 more]');
    const deep = { a: { a: { a: { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } } } } };
    expect(JSON.stringify(createRedact()(deep))).toContain('[deep]');
  });
});

describe('redaction in texts', () => {
  it('hides bearer tokens, JWTs, passwords in URLs and e-mail addresses', () => {
    const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c2VyIn0.c2lnbmF0dXJl';
    expect(redactText(`bearer ${jwt}`)).toBe(`bearer ${REDACTED}`);
    expect(redactText(`got ${jwt}!`)).toBe(`got ${REDACTED}!`);
    expect(redactText('postgres://lastmile:pa55@db:5432/billing')).toBe(
      `postgres://lastmile:${REDACTED}@db:5432/billing`,
    );
    expect(redactText('550 <ada@mail.example.org> unknown')).toBe(`550 <${REDACTED}> unknown`);
  });

  it('keeps a Message-ID, which is made of our own id', () => {
    const id = '<019378aa-0000-7000-8000-0123456789ab@mail.lastmile.example>';
    expect(redactText(id)).toBe(id);
  });

  it('stays quick on long hostile text', () => {
    const from = performance.now();
    for (const piece of ['a', 'a.', 'eyJ', 'bearer ', 'a://', 'a@', '-']) redactText(piece.repeat(200_000));
    expect(performance.now() - from).toBeLessThan(10_000);
  });
});
