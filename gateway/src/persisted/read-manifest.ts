import { type DocumentNode, Kind, parse, stripIgnoredCharacters } from 'graphql';
import { z } from 'zod';

/** One operation that is registered. */
export interface RegisteredOperation {
  readonly id: string;
  readonly name: string;
  readonly body: string;
}

/** https://www.apollographql.com/docs/graphos/platform/security/persisted-queries: what Apollo's generator writes. */
const manifestSchema = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id: z.string().min(1).max(200),
      name: z.string().min(1),
      type: z.enum(['query', 'mutation', 'subscription']),
      body: z.string().min(1),
    }),
  ),
});

/** A manifest that cannot be used; the message names the file, the operation and what to do. */
export class BadManifest extends Error {}

/** Reads the text of a manifest. Throws BadManifest. */
export function readManifest(path: string, text: string): readonly RegisteredOperation[] {
  const { operations } = parseManifest(path, text);
  const ids = new Set<string>();
  for (const { id, name, type, body } of operations) {
    const fault = faultOf(body, name, type) ?? (ids.has(id) ? 'its id stands there twice' : undefined);
    if (fault)
      throw new BadManifest(`${path}: the operation ${name}: ${fault}. Generate the manifest again.`);
    ids.add(id);
  }
  return operations;
}

/** White space and comments make no difference. */
export const normalised = (body: string): string => stripIgnoredCharacters(body);

function parseManifest(path: string, text: string): z.infer<typeof manifestSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new BadManifest(`${path} is no JSON: ${(error as Error).message}`);
  }
  const read = manifestSchema.safeParse(json);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`);
  throw new BadManifest(
    `${path} is no manifest of persisted queries, version 1: ${faults.slice(0, 5).join('; ')}`,
  );
}

function faultOf(body: string, name: string, type: string): string | undefined {
  let document: DocumentNode;
  try {
    document = parse(body, { noLocation: true });
  } catch (error) {
    return `its body is not GraphQL (${(error as Error).message})`;
  }
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [only] = operations;
  if (!only || operations.length > 1) return 'its body has not exactly one operation';
  if (only.operation !== type) return `its body is a ${only.operation}, not a ${type}`;
  return only.name?.value === name ? undefined : `its body is called ${only.name?.value ?? 'nothing'}`;
}
