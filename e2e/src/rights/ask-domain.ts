import type { Actor } from '@lastmile/kernel/actor';
import { newId } from '@lastmile/kernel/id';
import type { StandaloneWorld } from '../standalone-world.ts';

export interface Answer {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors: readonly { readonly code: string; readonly message: string }[];
}

type AnyError = { message: string; extensions?: unknown };

/** What of an answer may be compared: all but the correlation id. */
export function comparable(answer: { data?: unknown; errors?: readonly AnyError[] | undefined }): Answer {
  const errors = (answer.errors ?? []).map(({ message, extensions }) => ({
    code: String((extensions as { code?: unknown } | undefined)?.code),
    message,
  }));
  return { data: answer.data as Answer['data'], errors };
}

/** Asks a domain directly, past the gateway, as an actor. */
export async function askDomain(
  world: StandaloneWorld,
  domain: string,
  actor: Actor,
  document: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const caller = { actor, correlationId: newId() };
  return comparable(await world.standalone.domain(domain).execute({ document, variables }, caller));
}
