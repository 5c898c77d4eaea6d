import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string };
}

export interface GraphqlAnswer<Data> {
  readonly data: Data | null | undefined;
  readonly errors: readonly GraphqlError[];
}

/** The process did not answer, or could not for now: what may be tried again. */
export class Unreachable extends Error {}

const passing = new Set(['UNAVAILABLE', 'SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT', 'TIMEOUT']);

/** What a mutation that changed the caller's own rights answers with, and later requests bring: they wait for it. */
const rightsHeader = 'lastmile-membership-version';

/** A user of the one endpoint, as an app would be: with an access token or without. */
export class GraphqlClient {
  readonly url: string;
  token: string | undefined;
  /** Remembered here too, since the process that answered may be another now. */
  #rights: string | undefined;

  constructor(url: string, token?: string) {
    this.url = url;
    this.token = token;
  }

  /** Data and errors as they come. Throws Unreachable where nobody answers. */
  async ask<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<GraphqlAnswer<Data>> {
    const answer = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(this.#rights && { [rightsHeader]: this.#rights }),
      },
      body: JSON.stringify({ query: print(document), variables }),
      signal: AbortSignal.timeout(20_000),
    }).catch((error) => {
      throw new Unreachable(String(error.cause ?? error));
    });
    this.#rights = answer.headers.get(rightsHeader) ?? this.#rights;
    const body = (await answer.json().catch((error) => {
      throw new Unreachable(String(error));
    })) as { data?: Data; errors?: GraphqlError[] };
    const errors = body.errors ?? [];
    if (errors.some(({ extensions }) => passing.has(extensions?.code)))
      throw new Unreachable(JSON.stringify(errors));
    return { data: body.data, errors };
  }

  /** Data; throws where there are errors. */
  async run<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    const { data, errors } = await this.ask(document, variables);
    if (errors.length > 0 || !data) throw new Error(JSON.stringify(errors, null, 2));
    return data;
  }

  /** Hears a subscription until `stop`; comes back by itself with the last cursor when the socket is lost. */
  hear<Data, Variables extends { after?: string | null | undefined }>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Hearing<Data> {
    return new Hearing(this, document as TypedDocumentNode<Data, never>, variables);
  }
}

/** A live subscription with everything that it has yielded so far. */
export class Hearing<Data> {
  readonly heard: Data[] = [];
  readonly errors: unknown[] = [];
  readonly #client: Client;
  #cursor: string | undefined;
  #stopped = false;

  constructor(client: GraphqlClient, document: TypedDocumentNode<Data, never>, variables: object) {
    this.#client = createClient({
      url: `${client.url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      // graphql-ws would subscribe again with the cursor of the beginning; `#listen` comes back with the last one.
      retryAttempts: 0,
      connectionParams: () => (client.token ? { authorization: `Bearer ${client.token}` } : {}),
    });
    void this.#listen(print(document), variables);
  }

  async #listen(query: string, variables: object): Promise<void> {
    while (!this.#stopped) {
      try {
        for await (const { data, errors } of this.#client.iterate<Data>({
          query,
          variables: { ...variables, after: this.#cursor },
        })) {
          if (errors) this.errors.push(errors);
          if (data) this.#take(data);
        }
      } catch (error) {
        this.errors.push(error);
      }
      if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  #take(data: Data): void {
    const [update] = Object.values(data as Record<string, { cursor: string; change: string }>);
    const again = update && update.cursor === this.#cursor;
    if (update) this.#cursor = update.cursor;
    if (!again) this.heard.push(data);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#client.dispose();
  }
}

/** Waits until `look` gives something; says what was waited for when it does not come. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false | null>,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await look().catch((error) => {
      if (error instanceof Unreachable) return undefined;
      throw error;
    });
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
