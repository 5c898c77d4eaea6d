import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { eventually, type GraphqlClient } from '../client/graphql-client.ts';

export interface HeardUpdate {
  readonly cursor: string;
  readonly change: string;
}

/** Where an update stands in its owner's log. Cursors are opaque to clients; this looks inside to compare with the log. */
export function positionOf(cursor: string): number {
  return Number(Buffer.from(cursor, 'base64url').toString('latin1').split('.')[2]);
}

/**
 * A live subscription as it is heard, with nothing left out and nothing made up: each time that the socket is lost it
 * comes back with its last cursor.
 */
export class LiveRecord {
  readonly heard: HeardUpdate[] = [];
  /** Errors that were answered; lost sockets are none. */
  readonly errors: string[] = [];
  connections = 0;
  #cursor: string | undefined;
  #first: string | undefined;
  #stopped = false;
  #dispose: () => void = () => {};
  readonly #ended: Promise<void>;

  constructor(client: GraphqlClient, document: TypedDocumentNode<unknown, never>, variables: object) {
    this.#ended = this.#listen(client, print(document), variables);
  }

  /** The place from which on everything must be heard. Waits for the first sign of life. */
  async begun(): Promise<number> {
    return positionOf(await eventually('a live subscription to begin', async () => this.#first, 120_000));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#dispose();
    await this.#ended;
  }

  async #listen(client: GraphqlClient, query: string, variables: object): Promise<void> {
    const url = `${client.url.replace(/^http/, 'ws')}/graphql`;
    while (!this.#stopped) {
      const connectionParams = { authorization: `Bearer ${client.token}` };
      // No retries of its own: it would ask with the variables of its first time.
      const socket = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams });
      this.#dispose = () => void socket.dispose();
      try {
        const wanted = { query, variables: { ...variables, after: this.#cursor } };
        for await (const { data, errors } of socket.iterate(wanted)) {
          if (errors) this.errors.push(JSON.stringify(errors));
          else if (data) this.#take(Object.values(data)[0] as HeardUpdate);
        }
      } catch (error) {
        if (Array.isArray(error)) this.errors.push(JSON.stringify(error));
      }
      await socket.dispose();
      if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  #take(update: HeardUpdate): void {
    this.#first ??= update.cursor;
    this.#cursor = update.cursor;
    if (update.change === 'SUBSCRIBED') this.connections += 1;
    else this.heard.push(update);
  }
}
