import { describe, expect, it } from '@jest/globals';
import { readAuthSettings } from './config.ts';

const strong = 'Zk3v9Qm1xT7rLw5pBn8cYd2hFg6jSaE4uXoViKyM';

describe('Settings', () => {
  it('Given nothing in development, Then there are sensible ones', () => {
    const settings = readAuthSettings({});
    expect(settings.accessTokenMs).toBe(600_000);
    expect(settings.hashing.memoryKib).toBeGreaterThanOrEqual(19_456);
    expect(settings.firstAdmin).toBeUndefined();
  });

  it.each([undefined, '', 'short', 'development-only-secret-of-the-auth-domain', 'a'.repeat(40)])(
    'Given production and the secret %j, Then it does not start, and the secret is not repeated',
    (AUTH_KEY_SECRET) => {
      const start = () => readAuthSettings({ NODE_ENV: 'production', AUTH_KEY_SECRET });
      expect(start).toThrow('AUTH_KEY_SECRET');
      if (AUTH_KEY_SECRET) expect(start).not.toThrow(AUTH_KEY_SECRET);
    },
  );

  it('Given production and a good secret, Then it starts', () => {
    expect(readAuthSettings({ NODE_ENV: 'production', AUTH_KEY_SECRET: strong }).keySecret).toBe(strong);
  });

  it('Given a hashing cost below what is safe, Then it is refused', () => {
    expect(() => readAuthSettings({ AUTH_HASH_MEMORY_KIB: '4096', AUTH_HASH_PASSES: '1' })).toThrow(
      /AUTH_HASH_MEMORY_KIB[\s\S]*AUTH_HASH_PASSES/,
    );
  });

  it('Given half of an administrator, Then it is refused', () => {
    expect(() => readAuthSettings({ AUTH_ADMIN_EMAIL: 'root@example.com' })).toThrow('AUTH_ADMIN_PASSWORD');
  });
});
