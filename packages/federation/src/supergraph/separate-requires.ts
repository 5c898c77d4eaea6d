import type {
  ConstDirectiveNode,
  DocumentNode,
  EnumTypeDefinitionNode,
  FieldDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { Kind, visit } from 'graphql';
import { namedType, parseSelection, readJoin } from './join-directives.ts';
import { hasFields, type TypeDefinition } from './type-families.ts';

const suffix = '__REQUIRING';

/** The subgraph that a subgraph of the separated supergraph is in truth. */
export const trueName = (name: string): string => name.replace(/__REQUIRING\d+$/, '');

/**
 * A supergraph in which the fields of a subgraph that require something are subgraphs of their own, reached by the
 * same keys: one for those that require plain fields, one for those that require such fields, and so on. What requires
 * and what is required are then never taken for one fetch.
 */
export function separateRequires(supergraph: DocumentNode): DocumentNode {
  const types = supergraph.definitions.filter(hasFields);
  const separation = new Separation(types, rootNames(supergraph));
  const joined = <Node extends { readonly directives?: readonly ConstDirectiveNode[] | undefined }>(
    node: Node,
  ) => ({
    ...node,
    directives: separation.doubled(node.directives ?? []),
  });
  return visit(supergraph, {
    ObjectTypeDefinition: (type) => separation.rewrite(type),
    InterfaceTypeDefinition: (type) => separation.rewrite(type),
    UnionTypeDefinition: joined,
    ScalarTypeDefinition: joined,
    InputObjectTypeDefinition: joined,
    InputValueDefinition: joined,
    EnumTypeDefinition: (type) =>
      type.name.value === 'join__Graph' ? separation.withGraphs(type) : joined(type),
    EnumValueDefinition: joined,
  });
}

class Separation {
  readonly #levels: RequireLevels;
  readonly #roots: ReadonlySet<string>;
  readonly #types: ReadonlyMap<string, TypeDefinition>;
  /** Fields that stand in keys and in what is required, as far down as they go. */
  readonly #shared = new Set<string>();

  constructor(types: readonly TypeDefinition[], roots: ReadonlySet<string>) {
    this.#roots = roots;
    this.#types = new Map(types.map((type) => [type.name.value, type]));
    this.#levels = new RequireLevels(this.#types);
    for (const type of types) {
      const ofFields = (type.fields ?? []).flatMap(({ directives }) => (directives ?? []).map(readJoin));
      for (const { key, requires } of [...(type.directives ?? []).map(readJoin), ...ofFields])
        for (const shared of coordinatesIn(this.#types, type.name.value, key ?? requires))
          this.#shared.add(shared);
    }
  }

  /** Each directive once more for each new subgraph. */
  doubled(directives: readonly ConstDirectiveNode[]): ConstDirectiveNode[] {
    return directives.flatMap((one) => [one, ...this.#copies(one)]);
  }

  #copies(directive: ConstDirectiveNode): ConstDirectiveNode[] {
    return this.#levels.of(readJoin(directive).graph).map((level) => moved(directive, level));
  }

  withGraphs(type: EnumTypeDefinitionNode): EnumTypeDefinitionNode {
    const values = (type.values ?? []).flatMap((value) => {
      const copies = this.#levels.of(value.name.value).map((level) => ({
        ...value,
        name: { ...value.name, value: value.name.value + suffix + level },
        directives: (value.directives ?? []).map((one) => changed(one, 'name', suffix + level)),
      }));
      return [value, ...copies];
    });
    return { ...type, values };
  }

  rewrite<Type extends TypeDefinition>(type: Type): Type {
    if (this.#roots.has(type.name.value)) return type;
    const joins = (type.directives ?? []).map(readJoin);
    const entityIn = new Set(joins.flatMap(({ graph, key }) => (graph && key !== undefined ? [graph] : [])));
    const graphs = [
      ...new Set(
        (type.directives ?? []).filter(isJoinOf('type')).flatMap((one) => readJoin(one).graph ?? []),
      ),
    ];
    const fields = (type.fields ?? []).map((field) => this.#rewriteField(type, field, graphs, entityIn));
    return { ...type, directives: this.doubled(type.directives ?? []), fields };
  }

  #rewriteField(
    type: TypeDefinition,
    field: FieldDefinitionNode,
    graphs: readonly string[],
    entityIn: ReadonlySet<string>,
  ): FieldDefinitionNode {
    const isShared = this.#shared.has(`${type.name.value}.${field.name.value}`);
    const given = field.directives ?? [];
    const stated = given.some(isJoinOf('field')) ? given : [...given, ...graphs.map(joinField)];
    const directives = stated.flatMap((one) => {
      const join = readJoin(one);
      if (!isJoinOf('field')(one) || !join.graph) return [one];
      const coordinate = `${type.name.value}.${field.name.value}`;
      if (join.requires !== undefined) return [moved(one, this.#levels.levelOf(coordinate))];
      const isCopied = isShared || join.isExternal || !entityIn.has(join.graph);
      return isCopied ? [one, ...this.#copies(one)] : [one];
    });
    return { ...field, directives };
  }
}

/** How many fields that require something stand one behind the other. */
class RequireLevels {
  readonly #types: ReadonlyMap<string, TypeDefinition>;
  readonly #required = new Map<string, string[]>();
  readonly #levels = new Map<string, number>();
  readonly #byGraph = new Map<string, Set<number>>();

  constructor(types: ReadonlyMap<string, TypeDefinition>) {
    this.#types = types;
    const found: { graph: string; coordinate: string }[] = [];
    for (const [type, { fields = [] }] of types) {
      for (const { name, directives = [] } of fields) {
        const coordinate = `${type}.${name.value}`;
        for (const { graph, requires } of directives.map(readJoin)) {
          if (!graph || requires === undefined) continue;
          found.push({ graph, coordinate });
          const known = this.#required.get(coordinate) ?? [];
          this.#required.set(coordinate, [...known, ...coordinatesIn(types, type, requires)]);
        }
      }
    }
    for (const { graph, coordinate } of found) {
      const levels = this.#byGraph.get(graph) ?? new Set();
      this.#byGraph.set(graph, levels.add(this.levelOf(coordinate)));
    }
  }

  of(graph: string | undefined): number[] {
    return [...((graph && this.#byGraph.get(graph)) || [])];
  }

  levelOf(coordinate: string): number {
    const known = this.#levels.get(coordinate);
    if (known !== undefined) return known;
    const required = this.#required.get(coordinate);
    if (!required) return 0;
    // Requirements in a circle do not compose; should they, they end here.
    this.#levels.set(coordinate, 1);
    const level =
      1 + Math.max(0, ...required.flatMap((one) => this.#alike(one)).map((one) => this.levelOf(one)));
    this.#levels.set(coordinate, level);
    return level;
  }

  /** The field of an interface stands for those of its types, and theirs for an interface object's. */
  #alike(coordinate: string): string[] {
    const [type = '', field = ''] = coordinate.split('.');
    const related = [...this.#types.values()].filter(
      ({ name, interfaces = [] }) =>
        interfaces.some((one) => one.name.value === type) ||
        this.#types.get(type)?.interfaces?.some((one) => one.name.value === name.value),
    );
    return [coordinate, ...related.map(({ name }) => `${name.value}.${field}`)];
  }
}

/** All fields in a selection, as far down as it goes. */
function coordinatesIn(
  types: ReadonlyMap<string, TypeDefinition>,
  type: string,
  text: string | undefined,
): string[] {
  const found: string[] = [];
  const walk = (name: string, set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) walk(node.typeCondition?.name.value ?? name, node.selectionSet);
      if (node.kind !== Kind.FIELD) continue;
      found.push(`${name}.${node.name.value}`);
      const field = types.get(name)?.fields?.find((one) => one.name.value === node.name.value);
      if (field && node.selectionSet) walk(namedType(field.type), node.selectionSet);
    }
  };
  if (text !== undefined) walk(type, parseSelection(text));
  return found;
}

const isJoinOf =
  (what: 'type' | 'field') =>
  ({ name }: ConstDirectiveNode) =>
    name.value === `join__${what}`;

const moved = (directive: ConstDirectiveNode, level: number) => changed(directive, 'graph', suffix + level);

/** With more at the end of one of its arguments. */
function changed(directive: ConstDirectiveNode, argument: string, more: string): ConstDirectiveNode {
  const given = (directive.arguments ?? []).map((one) => {
    const isText = one.value.kind === Kind.ENUM || one.value.kind === Kind.STRING;
    if (one.name.value !== argument || !isText) return one;
    return { ...one, value: { ...one.value, value: one.value.value + more } };
  });
  return { ...directive, arguments: given };
}

function joinField(graph: string): ConstDirectiveNode {
  const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
  const value = { kind: Kind.ENUM, value: graph } as const;
  return {
    kind: Kind.DIRECTIVE,
    name: name('join__field'),
    arguments: [{ kind: Kind.ARGUMENT, name: name('graph'), value }],
  };
}

function rootNames(supergraph: DocumentNode): Set<string> {
  const roots = supergraph.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION ? node.operationTypes.map(({ type }) => type.name.value) : [],
  );
  return new Set(roots);
}
