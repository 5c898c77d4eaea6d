import { isId } from '@lastmile/kernel/id';
import { Refusal } from '@lastmile/kernel/refusal';
import type { Keyset } from '@lastmile/subgraph/graphql/page';

/** The id that a keyset ends in; a cursor that somebody wrote themselves is refused before it reaches the database. */
export function idAfter(keyset: Keyset): string {
  const id = keyset.at(-1);
  if (typeof id !== 'string' || !isId(id)) throw badCursor();
  return id;
}

export function badCursor(): Refusal {
  return new Refusal('BAD_CURSOR', 'after: this cursor is not of this list and order; start without "after"');
}
