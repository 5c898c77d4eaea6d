import { describe, expect, it } from '@jest/globals';
import { createHealth } from './health.ts';

describe('health', () => {
  it('is ready when every check passes', async () => {
    const health = createHealth();
    health.check('database', async () => {});
    health.check('log', () => {});
    expect(await health.ready()).toEqual({ ok: true, checks: { database: { ok: true }, log: { ok: true } } });
  });

  it('names the checks that fail, sync or async, without secrets, and stays alive', async () => {
    const health = createHealth();
    health.check('database', () => Promise.reject(new Error('postgres://u:pw@db is down')));
    health.check('broker', () => {
      throw new Error('no coordinator');
    });
    health.check('cache', () => {});
    expect(await health.ready()).toEqual({
      ok: false,
      checks: {
        database: { ok: false, reason: 'postgres://u:[redacted]@db is down' },
        broker: { ok: false, reason: 'no coordinator' },
        cache: { ok: true },
      },
    });
    expect(health.live().ok).toBe(true);
  });

  it('counts a check that hangs as failed', async () => {
    const health = createHealth({ timeoutMs: 20 });
    health.check('broker', () => new Promise(() => {}));
    expect((await health.ready()).checks.broker).toEqual({ ok: false, reason: 'no answer within 20 ms' });
  });

  it('is not ready any more when draining', async () => {
    const health = createHealth();
    health.drain();
    expect(await health.ready()).toMatchObject({ ok: false });
    expect(health.live().ok).toBe(true);
  });

  it('refuses two checks of one name', () => {
    const health = createHealth();
    health.check('database', () => {});
    expect(() => health.check('database', () => {})).toThrow(/database/);
  });
});
