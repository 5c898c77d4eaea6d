import type { Supergraph } from '@lastmile/subgraph/supergraph';
import { AttemptFailed } from './outcome.ts';

/** Who the letter is for, as auth knows them now. */
export interface Addressee {
  readonly address: string;
  readonly displayName: string | null;
  readonly locale: string | null;
}

export interface QueryAnswer {
  readonly addressee: Addressee;
  readonly data: Readonly<Record<string, unknown>>;
}

interface AskedFor {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly userId: string;
}

const refusals = ['FORBIDDEN', 'UNAUTHENTICATED', 'NOT_FOUND'];
const faults = ['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED', 'BAD_USER_INPUT', 'BAD_INPUT'];
/** Rights travel by events, like what the letter is about: a refusal is believed the second time. */
const refusalsBelieved = 2;

/**
 * Reads what the letter shows, with the recipient's rights. Throws AttemptFailed: NO_RIGHTS, NO_ADDRESS, BAD_QUERY for
 * good; QUERY_FAILED, QUERY_UNAVAILABLE to be tried again.
 */
export async function runQuery(
  supergraph: Supergraph | undefined,
  { document, variables, userId }: AskedFor,
  attempts: number,
): Promise<QueryAnswer> {
  if (!supergraph) throw unavailable();
  const { data, errors } = await ask(supergraph, { document, variables, onBehalfOf: { userId } });
  const codes = (errors ?? []).map(({ extensions }) =>
    String((extensions as { code?: unknown })?.code ?? ''),
  );
  if (codes.some((code) => refusals.includes(code))) {
    if (attempts < refusalsBelieved)
      throw new AttemptFailed({ kind: 'TRANSIENT', code: 'NO_RIGHTS', counts: true });
    throw new AttemptFailed({ kind: 'PERMANENT', code: 'NO_RIGHTS' });
  }
  if (codes.some((code) => faults.includes(code)))
    throw new AttemptFailed({ kind: 'PERMANENT', code: 'BAD_QUERY' });
  if (codes.length > 0 || !data)
    throw new AttemptFailed({ kind: 'TRANSIENT', code: 'QUERY_FAILED', counts: true });
  const { recipient, ...shown } = data as { recipient?: unknown } & Record<string, unknown>;
  return { addressee: addresseeOf(recipient), data: shown };
}

async function ask(supergraph: Supergraph, request: Parameters<Supergraph['query']>[0]) {
  try {
    return await supergraph.query(request);
  } catch (error) {
    const { name, code } = Object(error) as { name?: string; code?: string };
    if (name === 'OperationRefused' || code === 'BAD_INPUT')
      throw new AttemptFailed({ kind: 'PERMANENT', code: 'BAD_QUERY' });
    throw unavailable();
  }
}

const unavailable = () => new AttemptFailed({ kind: 'TRANSIENT', code: 'QUERY_UNAVAILABLE', counts: false });

function addresseeOf(recipient: unknown): Addressee {
  const { email, displayName, locale } = Object(recipient) as Record<string, unknown>;
  if (typeof email !== 'string' || !/^[^\s@<>]+@[^\s@<>]+$/.test(email))
    throw new AttemptFailed({ kind: 'PERMANENT', code: 'NO_ADDRESS' });
  const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);
  return { address: email, displayName: textOrNull(displayName), locale: textOrNull(locale) };
}
