import { newId } from '@lastmile/kernel/id';
import { exportJWK, generateKeyPair } from 'jose';
import type { AuthContext, AuthWork } from '../auth.ts';
import { dropKeys, lockKeys, saveKey } from './signing-key.store.ts';
import { type KeyTimes, planKeys, signatureAlgorithm } from './signing-key.ts';

/** Makes the next signing key when it is due and forgets those that have served. Harmless to repeat and to run at once. */
export async function rotateKeys(context: AuthContext): Promise<void> {
  const { settings } = context;
  const policy = { rotationMs: settings.keyRotationMs, accessTokenMs: settings.accessTokenMs };
  await context.transaction(async (work) => {
    const { make, drop } = planKeys(await lockKeys(work), policy, work.services.clock.now());
    if (drop.length > 0) await dropKeys(work, drop);
    if (make) await makeKey(work, make);
  });
}

async function makeKey(work: AuthWork, times: Omit<KeyTimes, 'id'>): Promise<void> {
  const id = newId();
  const pair = await generateKeyPair(signatureAlgorithm, { crv: 'Ed25519', extractable: true });
  const publicKey = JSON.stringify({
    ...(await exportJWK(pair.publicKey)),
    kid: id,
    use: 'sig',
    alg: signatureAlgorithm,
  });
  const privateKey = Buffer.from(JSON.stringify(await exportJWK(pair.privateKey)));
  const sealedPrivate = work.services.sealer.seal(privateKey, id);
  await saveKey(work, { id, ...times, publicKey, sealedPrivate, createdAt: work.services.clock.now() });
  work.log.info('A signing key was made', { keyId: id, signsFrom: times.signsFrom.toISOString() });
}
