import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';
import { Kind } from 'graphql';
import { emitRead, emitWrite, readOwn, writeOwn } from '../ground/own-property.ts';

export type Answer = Record<string, unknown>;

/**
 * Writes what a subgraph answered into an object of the tree. With `copy` nothing of `source` is
 * taken over by reference, for the second and later objects that one answer is written into.
 */
export type Merge = (target: Answer, source: Answer, copy: boolean) => void;

/** Response keys that a fetch asks for; `null` marks a leaf, whose value is never looked into. */
export type KeyTree = Map<string, KeyTree | null>;

/** The keys of a fetch's document below its root (below `_entities` for an entity fetch). */
export function readKeys(document: DocumentNode, isEntityFetch: boolean): KeyTree {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let root: SelectionSetNode | undefined;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) root = definition.selectionSet;
  }
  const keys: KeyTree = new Map();
  if (root) addKeys(root, fragments, keys);
  return isEntityFetch ? (keys.get('_entities') ?? new Map()) : keys;
}

function addKeys(
  selectionSet: SelectionSetNode,
  fragments: Map<string, FragmentDefinitionNode>,
  keys: KeyTree,
): void {
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      if (!selection.selectionSet) {
        keys.set(key, null);
        continue;
      }
      const below = keys.get(key) ?? new Map();
      keys.set(key, below);
      addKeys(selection.selectionSet, fragments, below);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      addKeys(selection.selectionSet, fragments, keys);
    } else {
      const fragment = fragments.get(selection.name.value);
      if (fragment) addKeys(fragment.selectionSet, fragments, keys);
    }
  }
}

/**
 * Compiles the merge of one fetch. A null never replaces a value that another subgraph gave, and the name of an
 * interface, which is all that subgraphs know of an interface object, no name of a type.
 */
export function compileMerge(keys: KeyTree, interfaces: ReadonlySet<string>): Merge {
  const functions: string[] = [];
  const emit = (tree: KeyTree): string => {
    const name = `m${functions.length}`;
    functions.push('');
    const at = functions.length - 1;
    const lines: string[] = [];
    for (const [key, below] of tree) {
      lines.push(`v = ${emitRead('s', key)};`);
      const isName = key === '__typename' && interfaces.size > 0;
      const replaces = isName ? 'o === undefined || !interfaces.has(v)' : 'v !== null || o === undefined';
      const value = below ? `join(o, v, ${emit(below)}, copy)` : 'v';
      lines.push(
        `if (v !== undefined) { o = ${emitRead('t', key)}; if (${replaces}) ${emitWrite('t', key, value)} }`,
      );
    }
    functions[at] = `function ${name}(t, s, copy) { let v, o; ${lines.join('\n')} }`;
    return name;
  };
  const root = emit(keys);
  const source = `"use strict"; ${functions.join('\n')} return ${root};`;
  return new Function('own', 'write', 'join', 'interfaces', source)(
    readOwn,
    writeOwn,
    join,
    interfaces,
  ) as Merge;
}

function join(old: unknown, value: unknown, merge: Merge, copy: boolean): unknown {
  if (Array.isArray(value)) {
    if (Array.isArray(old) && old.length === value.length) {
      for (let i = 0; i < value.length; i++) {
        if (value[i] !== null || old[i] === undefined) old[i] = join(old[i], value[i], merge, copy);
      }
      return old;
    }
    return copy ? value.map((item) => join(undefined, item, merge, true)) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (typeof old === 'object' && old !== null && !Array.isArray(old)) {
    merge(old as Answer, value as Answer, copy);
    return old;
  }
  if (!copy) return value;
  const fresh: Answer = {};
  merge(fresh, value as Answer, true);
  return fresh;
}
