import type { AccessToken } from '../identity/access-token.ts';

interface Closable {
  close(code: number, reason: string): void;
}

export interface SocketHandle {
  /** The socket is gone. */
  closed(): void;
}

interface Open {
  readonly token: AccessToken;
  readonly socket: Closable;
}

/** Which sockets are open for whom, so that they end with what they lean on: the token, the session, the rights. */
export class OpenSockets {
  readonly #bySession = new Map<string, Set<Open>>();
  readonly #byUser = new Map<string, Set<Open>>();

  opened(token: AccessToken, socket: Closable): SocketHandle {
    const open: Open = { token, socket };
    const remainingMs = Math.min(Math.max(token.expiresAt - Date.now(), 0), 2_147_483_647);
    const timer = setTimeout(
      () => socket.close(4403, 'The access token has expired: refresh it and connect again'),
      remainingMs,
    );
    timer.unref();
    add(this.#bySession, token.sessionId, open);
    add(this.#byUser, token.userId, open);
    return {
      closed: () => {
        clearTimeout(timer);
        remove(this.#bySession, token.sessionId, open);
        remove(this.#byUser, token.userId, open);
      },
    };
  }

  endSession(sessionId: string): void {
    for (const { socket } of this.#bySession.get(sessionId) ?? [])
      socket.close(4403, 'The session has ended');
  }

  /**
   * Rights have changed: what was subscribed to with the old ones ends, and clients come back by themselves (1012,
   * service restart) with their cursors and the new rights.
   */
  renewUser(userId: string): void {
    for (const { socket } of this.#byUser.get(userId) ?? [])
      socket.close(1012, 'Your rights have changed: connect again');
  }

  get count(): number {
    let count = 0;
    for (const open of this.#bySession.values()) count += open.size;
    return count;
  }
}

function add(index: Map<string, Set<Open>>, key: string, open: Open): void {
  const set = index.get(key) ?? new Set();
  set.add(open);
  index.set(key, set);
}

function remove(index: Map<string, Set<Open>>, key: string, open: Open): void {
  const set = index.get(key);
  set?.delete(open);
  if (set?.size === 0) index.delete(key);
}
