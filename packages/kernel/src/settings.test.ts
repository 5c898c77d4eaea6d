import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { booleanSetting, portSetting, readSettings, secretSetting } from './settings.ts';

const schema = z.object({
  PORT: portSetting.default(4000),
  ON: booleanSetting.default(false),
  KEY: secretSetting(true),
});
const strong = 'Zk3vQ9pL2xT8rW5nB7mC4sD6fG1hJ0aE';

describe('settings', () => {
  it('are read with their defaults, an empty text being none', () => {
    expect(readSettings(schema, { PORT: '', ON: 'true', KEY: strong, OTHER: 'x' })).toEqual({
      PORT: 4000,
      ON: true,
      KEY: strong,
    });
  });

  it('tell every fault at once, without repeating values', () => {
    const read = () => readSettings(schema, { PORT: '70000', ON: 'yes', KEY: 'short-and-weak' });
    expect(read).toThrow(/PORT[\s\S]*ON[\s\S]*KEY/);
    expect(read).not.toThrow(/short-and-weak/);
  });

  it.each([
    '',
    'secret'.repeat(8),
    'changeme-changeme-changeme-changeme',
    'a'.repeat(40),
    'development-only-secret-of-the-auth-domain',
  ])('refuse %j as a secret in production', (secret) => {
    expect(() => readSettings(z.object({ KEY: secretSetting(true) }), { KEY: secret })).toThrow(
      /openssl rand/,
    );
  });
});
