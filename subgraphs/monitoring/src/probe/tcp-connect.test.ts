import { afterEach, describe, expect, it } from '@jest/globals';
import { OpenPort } from '../testing/open-port.ts';
import { tcpConnect } from './tcp-connect.ts';

const signal = new AbortController().signal;

describe('tcpConnect', () => {
  let tcp: OpenPort | undefined;
  afterEach(() => tcp?.fallSilent());

  it('is answered by a port that listens', async () => {
    tcp = await OpenPort.open();
    const outcome = await tcpConnect({ host: '127.0.0.1', port: tcp.port, timeoutMs: 1_000, signal });
    expect(outcome).toEqual({ ok: true, latencyMs: expect.any(Number) });
  });

  it('is refused by a port that was closed', async () => {
    tcp = await OpenPort.open();
    await tcp.fallSilent();
    const outcome = await tcpConnect({ host: '127.0.0.1', port: tcp.port, timeoutMs: 1_000, signal });
    expect(outcome).toEqual({ ok: false, error: 'ECONNREFUSED' });
  });

  it('fails for a name that does not exist, in words of the system', async () => {
    const outcome = await tcpConnect({ host: 'no-such-host.invalid', port: 1, timeoutMs: 5_000, signal });
    expect(outcome).toEqual({ ok: false, error: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN|TIMEOUT)$/) });
  });

  it('gives up when it is told to', async () => {
    const stop = new AbortController();
    stop.abort();
    const outcome = await tcpConnect({ host: '127.0.0.1', port: 1, timeoutMs: 1_000, signal: stop.signal });
    expect(outcome).toEqual({ ok: false, error: 'ABORTED' });
  });

  it('gives up after its time at an address that nobody has', async () => {
    // TEST-NET-1 (RFC 5737): routed nowhere; some networks say so at once.
    const startedAt = performance.now();
    const outcome = await tcpConnect({ host: '192.0.2.1', port: 9, timeoutMs: 200, signal });
    expect(outcome.ok).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});
