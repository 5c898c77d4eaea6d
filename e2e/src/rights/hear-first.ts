import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { comparable } from './ask-domain.ts';
import type { Person } from './stage.ts';

/** The first that a subscription says: an event's data, or why it was refused. */
export async function hearFirst(
  { client }: Person,
  query: string,
  variables: Readonly<Record<string, unknown>>,
) {
  const socket = createClient({
    url: `${client.url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: () => (client.token ? { authorization: `Bearer ${client.token}` } : {}),
  });
  try {
    for await (const result of socket.iterate({ query, variables })) return comparable(result as never);
    return { errors: [] };
  } catch (thrown) {
    if (Array.isArray(thrown)) return comparable({ errors: thrown });
    throw thrown;
  } finally {
    await socket.dispose();
  }
}
