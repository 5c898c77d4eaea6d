import type { Location, Token } from 'graphql';

/** With its node in the tree, as measured; of a comment, which is kept as well, it is too much. */
const bytesPerToken = 250;

/** What a plan, its fetches and what is compiled of them take for each token, and with none, as measured. */
const plannedBytesPerToken = 250;
const plannedBytes = 16_000;

interface Read {
  readonly loc?: Location | undefined;
}

/** Bytes of memory that a text takes at most. */
export const weighText = (text: string): number => 2 * text.length;

/**
 * Bytes of memory, about, that a document takes of which this was read. It keeps its text and each of its tokens, also
 * those that say nothing: a short operation may have a long comment.
 */
export function weighDocument({ loc }: Read): number {
  return loc ? weighText(loc.source.body) + tokensOf(loc) * bytesPerToken : 0;
}

/** Bytes of memory, about, that an operation takes once it is planned, its document included. */
export function weighPlanned(definition: Read, fetches: readonly { readonly document: string }[]): number {
  const { loc } = definition;
  const planned = plannedBytes + (loc ? tokensOf(loc) * plannedBytesPerToken : 0);
  return fetches.reduce(
    (sum, { document }) => sum + weighText(document),
    planned + weighDocument(definition),
  );
}

/** Of the whole document, comments among them. */
function tokensOf({ startToken }: Location): number {
  let tokens = 1;
  for (let token: Token | null = startToken.prev; token; token = token.prev) tokens += 1;
  for (let token: Token | null = startToken.next; token; token = token.next) tokens += 1;
  return tokens;
}
