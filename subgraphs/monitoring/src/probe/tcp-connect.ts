import { connect } from 'node:net';

export interface ConnectRequest {
  readonly host: string;
  readonly port: number;
  /** For name resolution and connecting together. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type ConnectOutcome =
  | { readonly ok: true; readonly latencyMs: number }
  /** The system's code (ECONNREFUSED, EHOSTUNREACH, ENOTFOUND …), TIMEOUT or ABORTED. */
  | { readonly ok: false; readonly error: string };

/** Opens a TCP connection and closes it again. Never throws. */
export function tcpConnect({ host, port, timeoutMs, signal }: ConnectRequest): Promise<ConnectOutcome> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ ok: false, error: 'ABORTED' });
    const startedAt = performance.now();
    const socket = connect({ host, port });
    const end = (outcome: ConnectOutcome) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.destroy();
      resolve(outcome);
    };
    // A timer of our own: the socket's begins only after the name has been resolved.
    const timer = setTimeout(() => end({ ok: false, error: 'TIMEOUT' }), timeoutMs);
    const abort = () => end({ ok: false, error: 'ABORTED' });
    signal.addEventListener('abort', abort, { once: true });
    socket.once('connect', () => end({ ok: true, latencyMs: Math.round(performance.now() - startedAt) }));
    socket.on('error', (error: NodeJS.ErrnoException) => end({ ok: false, error: error.code ?? 'FAILED' }));
  });
}
