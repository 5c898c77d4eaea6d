import { type PreparedOperation } from '@lastmile/federation/plan/prepared-operation';
import type { Actor } from '@lastmile/kernel/actor';
import { type FieldNode, Kind, valueFromASTUntyped } from 'graphql';
import type { Identity } from '../identity/identify.ts';
import type { Supergraph } from '../supergraph/current-supergraph.ts';
import { readsUser } from './reads-user.ts';

/** Rights that several callers have alike, as a text to compare and an actor to run as. */
export interface EqualRights {
  readonly key: string;
  /** Made of the key alone: whatever is not in it is not in the actor. */
  readonly actor: Actor;
}

/** Stands for whoever has these rights; nobody's id. */
const anybody = '00000000-0000-0000-0000-000000000000';

/**
 * The rights with which a live subscription may be run for several callers at once: what the caller may as staff, and
 * its role in the customer that the subscription names (in all its customers where it names none). Undefined where the
 * operation reads the user itself.
 */
export function equalRights(
  supergraph: Supergraph,
  prepared: PreparedOperation,
  variables: Readonly<Record<string, unknown>>,
  { actor, forwarded }: Identity,
): EqualRights | undefined {
  if (readsUser(supergraph, prepared)) return undefined;
  const { sessionId: _own, ...rest } = actor;
  const customerId = customerOf(prepared, variables);
  const memberships = actor.memberships
    .filter((membership) => customerId === undefined || membership.customerId === customerId)
    .sort(byText);
  const staff = actor.staff
    .map((grant) => ({ ...grant, permissions: [...grant.permissions].sort() }))
    .sort(byText);
  const made: Actor = {
    ...rest,
    id: actor.kind === 'user' ? anybody : actor.id,
    version: 0,
    membershipVersion: 0,
    staff,
    memberships,
  };
  // What is passed on as it came is a right of its own: who sends the same has the same.
  return { key: JSON.stringify([made, forwarded]), actor: made };
}

function byText(one: object, other: object): number {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The customer that the subscription's own field names, if it takes one. */
function customerOf(
  { definition }: PreparedOperation,
  variables: Readonly<Record<string, unknown>>,
): string | undefined {
  const field = definition.selectionSet.selections.find(
    (node): node is FieldNode => node.kind === Kind.FIELD,
  );
  const given = field?.arguments?.find(({ name }) => name.value === 'customerId')?.value;
  const value = given && valueFromASTUntyped(given, { ...variables });
  return typeof value === 'string' ? value : undefined;
}
