import type { QueryPlanFieldNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { emitKey, emitRead, isInherited, readOwn, writeOwn } from '../ground/own-property.ts';
import type { Answer } from './compile-merge.ts';
import type { Lacks } from './lacks.ts';

/**
 * The representation of an object of the tree, or null when it has not what the fetch requires. With `lacks` a missing
 * input that is not among them is left out instead.
 */
export type BuildRepresentation = (entity: Answer, lacks: Lacks | undefined) => Answer | null;

/** Names of the types, in the whole supergraph, whose objects fulfil a type condition. */
export type TypesFulfilling = (typeCondition: string) => ReadonlySet<string>;

/**
 * Compiles the `requires` selections of an entity fetch into a function. An input that is missing (not
 * null) means that its own fetch failed: that object, or fragment, is left out.
 */
export function compileRequires(
  selections: readonly QueryPlanSelectionNode[],
  typesFulfilling: TypesFulfilling,
): BuildRepresentation {
  const emitter = new RequiresEmitter(typesFulfilling);
  const root = emitter.emitObject(selections);
  const source = `"use strict"; ${emitter.functions.join('\n')} return ${root};`;
  return new Function('own', 'join', 'each', 'sets', source)(
    readOwn,
    joinFragments,
    each,
    emitter.sets,
  ) as BuildRepresentation;
}

class RequiresEmitter {
  readonly functions: string[] = [];
  readonly sets: ReadonlySet<string>[] = [];
  readonly #typesFulfilling: TypesFulfilling;

  constructor(typesFulfilling: TypesFulfilling) {
    this.#typesFulfilling = typesFulfilling;
  }

  emitObject(selections: readonly QueryPlanSelectionNode[], otherwise = 'null'): string {
    const at = this.functions.push('') - 1;
    const name = `r${at}`;
    const lines: string[] = [];
    const properties: string[] = [];
    for (const selection of selections) {
      if (selection.kind !== 'Field') continue;
      const local = `f${properties.length}`;
      lines.push(this.#emitField(selection, local));
      properties.push(`${emitKey(selection.alias ?? selection.name)}: ${local}`);
    }
    lines.push(`let o = ${properties.length > 0 ? `{ ${properties.join(', ')} }` : 'null'}, part;`);
    for (const selection of selections) {
      if (selection.kind !== 'InlineFragment') continue;
      const take = `part = ${this.emitObject(selection.selections)}(s, q); if (part !== null) o = o === null ? part : join(o, part);`;
      lines.push(
        selection.typeCondition ? `if (${this.#emitTypeTest(selection.typeCondition)}) { ${take} }` : take,
      );
    }
    this.functions[at] =
      `function ${name}(s, q) { ${lines.join('\n')} return o === null ? ${otherwise} : o; }`;
    return name;
  }

  #emitField(field: QueryPlanFieldNode, local: string): string {
    const read = `const i_${local} = ${emitRead('s', field.alias ?? field.name)}; if (i_${local} === undefined && (q === undefined || q.has(s, ${JSON.stringify(field.alias ?? field.name)}))) return null;`;
    const value = field.selections?.length
      ? `each(i_${local}, ${this.emitObject(field.selections, '{}')}, q)`
      : `i_${local}`;
    return `${read} const ${local} = ${value};`;
  }

  #emitTypeTest(typeCondition: string): string {
    const types = this.#typesFulfilling(typeCondition);
    if (types.size === 1) return `s.__typename === ${JSON.stringify([...types][0])}`;
    return `sets[${this.sets.push(types) - 1}].has(s.__typename)`;
  }
}

function each(value: unknown, build: BuildRepresentation, lacks: Lacks | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => each(item, build, lacks));
  return typeof value === 'object' && value !== null ? build(value as Answer, lacks) : value;
}

/** Two fragments that fit the same object (one on its type, one on its interface) make one representation. */
function joinFragments(target: Answer, part: Answer): Answer {
  for (const key of Object.keys(part)) {
    const old = isInherited(key) ? readOwn(target, key) : target[key];
    writeOwn(target, key, joinValues(old, part[key]));
  }
  return target;
}

function joinValues(old: unknown, value: unknown): unknown {
  if (Array.isArray(old) && Array.isArray(value) && old.length === value.length) {
    return old.map((item, index) => joinValues(item, value[index]));
  }
  if (isObject(old) && isObject(value)) return joinFragments(old, value);
  return value;
}

function isObject(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
