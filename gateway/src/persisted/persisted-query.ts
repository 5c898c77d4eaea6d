import { badInput } from '@lastmile/kernel/refusal';
import type { OperationRequest } from '../operation/admit-operation.ts';

/** The hash by which a client of Apollo's names its document; undefined where it names none. Throws BAD_INPUT. */
export function hashIn({ extensions }: OperationRequest): string | undefined {
  const given = extensions?.persistedQuery;
  if (given === undefined || given === null) return undefined;
  const { version, sha256Hash } = given as { version?: unknown; sha256Hash?: unknown };
  if (version !== 1) throw badInput('extensions.persistedQuery.version', 'this is 1');
  if (typeof sha256Hash !== 'string' || !/^[0-9a-f]{64}$/.test(sha256Hash))
    throw badInput(
      'extensions.persistedQuery.sha256Hash',
      'the SHA-256 of the document, 64 small hexadecimal digits',
    );
  return sha256Hash;
}
