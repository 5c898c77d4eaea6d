import type { PreparedOperation } from '@lastmile/federation/plan/prepared-operation';
import { Kind, type SelectionSetNode } from 'graphql';

const known = new WeakMap<PreparedOperation, readonly string[]>();

/** Names of an operation's root fields, one for each time that it asks for one, fragments written out. */
export function rootFieldsOf(prepared: PreparedOperation): readonly string[] {
  let names = known.get(prepared);
  if (!names) {
    names = collect(prepared, prepared.definition.selectionSet);
    known.set(prepared, names);
  }
  return names;
}

function collect(prepared: PreparedOperation, { selections }: SelectionSetNode): string[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node.name.value];
    if (node.kind === Kind.INLINE_FRAGMENT) return collect(prepared, node.selectionSet);
    const fragment = prepared.document.definitions.find(
      (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === node.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? collect(prepared, fragment.selectionSet) : [];
  });
}
