import type { FieldNode, GraphQLCompositeType, GraphQLOutputType, SelectionSetNode } from 'graphql';
import {
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { collectFields, type Scope } from '../document/collect-fields.ts';
import { emitKey, emitRead, readOwn } from '../ground/own-property.ts';
import { type Place, readObjectType, type ShapeObject, type TypeChoice } from './shape-context.ts';

/**
 * Compiles the shaping of an answer: one function per object type that is known beforehand, and for
 * abstract types one per concrete type, made when the first such object comes by. Conditions are
 * resolved in `scope`, so the generated code has none.
 */
export function compileShape(
  scope: Scope,
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): ShapeObject {
  const emitter = new ShapeEmitter(scope);
  const root = emitter.emitObject(type, selectionSets);
  const source = `"use strict"; ${emitter.functions.join('\n')} return ${root};`;
  return new Function('own', 'k', source)(readOwn, emitter.constants) as ShapeObject;
}

const quickTests: Record<string, string> = {
  String: 'typeof v !== "string"',
  ID: 'typeof v !== "string"',
  Boolean: 'typeof v !== "boolean"',
  Int: '!Number.isInteger(v)',
  Float: '!Number.isFinite(v)',
};

class ShapeEmitter {
  readonly functions: string[] = [];
  readonly constants: unknown[] = [];
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  emitObject(type: GraphQLCompositeType, selectionSets: readonly SelectionSetNode[]): string {
    const at = this.functions.push('') - 1;
    const lines: string[] = [];
    const properties: string[] = [];
    for (const [key, nodes] of collectFields(this.#scope, type, selectionSets)) {
      const local = `a${properties.length}`;
      const code = this.#emitField(type, key, nodes, local);
      if (!code) continue;
      lines.push(code);
      properties.push(`${emitKey(key)}: ${local}`);
    }
    this.functions[at] =
      `function o${at}(s, c, d) { const p = c.path; let v; ${lines.join('\n')} return { ${properties.join(', ')} }; }`;
    return `o${at}`;
  }

  /** Code that declares `local` with the field's value, or returns null when the whole object has to go. */
  #emitField(type: GraphQLCompositeType, key: string, nodes: FieldNode[], local: string): string | undefined {
    const name = nodes[0]?.name.value ?? '';
    const quoted = JSON.stringify(key);
    if (name === '__typename') {
      if (isObjectType(type)) return `const ${local} = ${JSON.stringify(type.name)};`;
      const place: Place = { parentType: type.name, field: name, type, nonNull: true };
      return `c.wrongType(${this.#constant(place)}, d, s.__typename); return null; const ${local} = null;`;
    }
    if (name === '__schema' || name === '__type') return `const ${local} = c.introspected(${quoted});`;
    const field = 'getFields' in type ? type.getFields()[name] : undefined;
    if (!field) return undefined;
    const value = this.#emitValue(field.type, quoted, nodes, type.name, 'return null;');
    const read = emitRead('s', nodes[0] ? this.#scope.keyOf(nodes[0]) : key);
    return `v = ${read}; ${value} const ${local} = v;`;
  }

  /** Code that turns `v` into the answer's value; `onNull` runs when null stands where none may. */
  #emitValue(
    wrapped: GraphQLOutputType,
    key: string,
    nodes: FieldNode[],
    parentType: string,
    onNull: string,
  ): string {
    const nonNull = isNonNullType(wrapped);
    const type = nonNull ? wrapped.ofType : wrapped;
    const place = this.#constant({ parentType, field: nodes[0]?.name.value ?? '', type, nonNull });
    const check = nonNull ? `if (v === null) { ${onNull} }` : '';
    if (isScalarType(type) || isEnumType(type)) {
      const test = this.#emitLeafTest(type);
      return `if (${test}) { p[d] = ${key}; v = c.leaf(v, ${place}, d + 1); ${check} }`;
    }
    const isWrong = isListType(type)
      ? '!Array.isArray(v)'
      : 'typeof v !== "object" || v === null || Array.isArray(v)';
    const shape = isListType(type)
      ? this.#emitList(type.ofType, nodes, parentType)
      : this.#emitComposite(type as GraphQLCompositeType, nodes, place);
    return `p[d] = ${key}; v = ${isWrong} ? c.absent(v, ${place}, d + 1) : ${shape}(v, c, d + 1); ${check}`;
  }

  #emitLeafTest(type: GraphQLOutputType): string {
    if (isEnumType(type)) {
      const names = new Set(type.getValues().map((value) => value.name));
      return `!${this.#constant(names)}.has(v)`;
    }
    return (
      quickTests[(type as { name: string }).name] ?? 'v === null || v === undefined || typeof v === "object"'
    );
  }

  #emitList(item: GraphQLOutputType, nodes: FieldNode[], parentType: string): string {
    const at = this.functions.push('') - 1;
    const value = this.#emitValue(item, 'i', nodes, parentType, 'bad = true;');
    this.functions[at] = `function l${at}(s, c, d) { const p = c.path, n = s.length, out = new Array(n);
      let bad = false, v; for (let i = 0; i < n; i++) { v = s[i]; ${value} out[i] = v; } return bad ? null : out; }`;
    return `l${at}`;
  }

  #emitComposite(type: GraphQLCompositeType, nodes: FieldNode[], place: string): string {
    const sets = nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));
    if (!isAbstractType(type)) return this.emitObject(type, sets);
    const at = this.functions.push('') - 1;
    const choice = this.#constant(new ShapeByType(this.#scope, type, sets));
    this.functions[at] = `function t${at}(s, c, d) { let f = ${choice}.known.get(s.__typename);
      if (f === undefined) f = ${choice}.find(s.__typename);
      return f === null ? c.wrongType(${place}, d, s.__typename) : f(s, c, d); }`;
    return `t${at}`;
  }

  #constant(value: unknown): string {
    return `k[${this.constants.push(value) - 1}]`;
  }
}

class ShapeByType implements TypeChoice {
  readonly known = new Map<unknown, ShapeObject | null>();
  readonly #scope: Scope;
  readonly #expected: GraphQLCompositeType;
  readonly #selectionSets: readonly SelectionSetNode[];

  constructor(scope: Scope, expected: GraphQLCompositeType, selectionSets: readonly SelectionSetNode[]) {
    this.#scope = scope;
    this.#expected = expected;
    this.#selectionSets = selectionSets;
  }

  find(typename: unknown): ShapeObject | null {
    const type = readObjectType(this.#scope.schema, this.#expected, typename);
    // Unknown names are not kept: a subgraph could send as many different ones as it likes.
    if (!type || !isCompositeType(type)) return null;
    const shape = compileShape(this.#scope, type, this.#selectionSets);
    this.known.set(typename, shape);
    return shape;
  }
}
