import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of the settings that need a secret. */
const names = ['AUTH_KEY_SECRET', 'BILLING_SANDBOX_WEBHOOK_SECRET'] as const;

/** Secrets of this installation, made at its first start and kept in its data folder. */
export function installationSecrets(dataDir: string): Record<string, string> {
  const path = join(dataDir, 'secrets.json');
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>) : {};
  const missing = names.filter((name) => !known[name]);
  if (missing.length === 0) return known;
  for (const name of missing) known[name] = randomBytes(36).toString('base64url');
  mkdirSync(dataDir, { recursive: true });
  // Renamed when it is whole: half a file would lock everybody out of an installation that was killed meanwhile.
  const whole = `${path}.${randomBytes(4).toString('hex')}`;
  writeFileSync(whole, JSON.stringify(known, null, 2), { mode: 0o600 });
  renameSync(whole, path);
  return known;
}
