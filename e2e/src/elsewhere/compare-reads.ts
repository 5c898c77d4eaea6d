import { isDeepStrictEqual } from 'node:util';
import { GraphqlClient } from '../client/graphql-client.ts';
import type { GatewayElsewhere } from './gateway-elsewhere.ts';
import type { Read } from './record-reads.ts';

/** How a gateway elsewhere answered a query, beside ours. */
export interface Comparison {
  readonly gateway: string;
  readonly read: string;
  /** Of the answer's data. */
  readonly bytes: number;
  /** What is different; absent when nothing is. */
  readonly difference?: string;
}

/** The provider goes on meanwhile: an answer of ours that has changed between two askings is asked for again. */
const triesMax = 5;

/** Asks every query of ours and of each gateway elsewhere, by whom it was asked, and holds the answers against each other. */
export async function compareReads(
  reads: readonly Read[],
  gateways: readonly GatewayElsewhere[],
): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const gateway of gateways)
    for (const read of reads) comparisons.push(await compareRead(read, gateway));
  return comparisons;
}

async function compareRead(read: Read, gateway: GatewayElsewhere): Promise<Comparison> {
  const { name, document, variables, client } = read;
  const told = { gateway: gateway.name, read: name };
  const elsewhere = new GraphqlClient(gateway.url, client.token);
  for (let tries = 1; ; tries += 1) {
    const [ours, theirs] = [
      await client.ask(document, variables),
      await elsewhere.ask(document, variables).catch((error) => ({ data: undefined, errors: [error] })),
    ];
    const bytes = JSON.stringify(ours.data ?? null).length;
    if (ours.errors.length > 0) return { ...told, bytes, difference: `ours: ${JSON.stringify(ours.errors)}` };
    if (theirs.errors.length === 0 && isDeepStrictEqual(theirs.data, ours.data)) return { ...told, bytes };
    const again = await client.ask(document, variables);
    if (tries < triesMax && !isDeepStrictEqual(again.data, ours.data)) continue;
    return { ...told, bytes, difference: describe(ours.data, theirs.data, theirs.errors) };
  }
}

function describe(ours: unknown, theirs: unknown, errors: readonly unknown[]): string {
  if (errors.length > 0) return errors.map((error) => String((error as Error).message ?? error)).join('; ');
  const [one, other] = [JSON.stringify(ours), JSON.stringify(theirs)];
  const at = [...one].findIndex((character, index) => character !== other[index]);
  const around = (text: string) => text.slice(Math.max(0, at - 80), at + 80);
  return `ours …${around(one)}… there …${around(other)}…`;
}
