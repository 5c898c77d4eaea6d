import type {
  ArgumentNode,
  ASTNode,
  DirectiveNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { Kind, parse, print, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { ConstructCase, Json } from './construct.ts';

/** Other ways to write the same operation, with what each is to be answered. */
export const spellings: Readonly<
  Record<string, (asked: ConstructCase, schema: GraphQLSchema) => ConstructCase | undefined>
> = {
  'as it is written': (asked) => asked,
  'in inline fragments': inInlineFragments,
  'in named fragments': inNamedFragments,
  'under conditions that hold': underConditions,
  'twice, once under a condition that does not hold': twice,
  'without every other field': withoutSome,
  'under other keys': (asked) => underOtherKeys(asked, (key) => `z_${key}`),
  'under the keys of other fields': underEachOthersKeys,
};

const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
const yes = { yes: true } as const;
const no = { no: false } as const;

function directive(
  kind: 'include' | 'skip',
  variable: 'yes' | 'no',
): DirectiveNode & { arguments: ArgumentNode[] } {
  const value = { kind: Kind.VARIABLE, name: name(variable) } as const;
  const argument = { kind: Kind.ARGUMENT, name: name('if'), value } as const;
  return { kind: Kind.DIRECTIVE, name: name(kind), arguments: [argument] };
}

/** The text with definitions of the variables that it uses now. */
function written(document: DocumentNode, asked: ConstructCase, more: Readonly<Record<string, boolean>>) {
  const used = Object.keys(more).filter((variable) => print(document).includes(`$${variable}`));
  const definitions = used.map(
    (variable) =>
      parse(`query($${variable}: Boolean!) { a }`).definitions[0] as { variableDefinitions?: never[] },
  );
  const whole = visit(document, {
    OperationDefinition: (operation) => ({
      ...operation,
      variableDefinitions: [
        ...(operation.variableDefinitions ?? []),
        ...definitions.flatMap(({ variableDefinitions = [] }) => variableDefinitions),
      ],
    }),
  });
  return {
    ...asked,
    document: print(whole),
    variables: {
      ...asked.variables,
      ...Object.fromEntries(used.map((variable) => [variable, more[variable] === true])),
    },
  };
}

function inInlineFragments(asked: ConstructCase, schema: GraphQLSchema): ConstructCase {
  const types = new TypeInfo(schema);
  let turn = 0;
  const document = visit(
    parse(asked.document),
    visitWithTypeInfo(types, {
      SelectionSet: {
        leave: (set) => {
          const type = types.getParentType()?.name ?? '';
          const selections = set.selections.map((node): SelectionNode => {
            turn += 1;
            const selectionSet = { kind: Kind.SELECTION_SET, selections: [node] } as const;
            const typeCondition = { kind: Kind.NAMED_TYPE, name: name(type) } as const;
            return { kind: Kind.INLINE_FRAGMENT, selectionSet, ...(turn % 2 > 0 && { typeCondition }) };
          });
          return { ...set, selections };
        },
      },
    }),
  );
  return { ...asked, document: print(document) };
}

function inNamedFragments(asked: ConstructCase, schema: GraphQLSchema): ConstructCase {
  const types = new TypeInfo(schema);
  const fragments: FragmentDefinitionNode[] = [];
  const document = visit(
    parse(asked.document),
    visitWithTypeInfo(types, {
      SelectionSet: {
        leave: (set): SelectionSetNode => {
          const type = types.getParentType()?.name ?? '';
          const fragment = name(`Part${fragments.length}`);
          fragments.push({
            kind: Kind.FRAGMENT_DEFINITION,
            name: fragment,
            typeCondition: { kind: Kind.NAMED_TYPE, name: name(type) },
            selectionSet: set,
          });
          return { ...set, selections: [{ kind: Kind.FRAGMENT_SPREAD, name: fragment }] };
        },
      },
    }),
  );
  return { ...asked, document: print({ ...document, definitions: [...document.definitions, ...fragments] }) };
}

const isSubscription = ({ events }: ConstructCase) => events !== undefined;

/** A subscription may not choose its root field. */
function isRoot(ancestors: readonly (ASTNode | readonly ASTNode[])[]): boolean {
  return !ancestors.some(
    (node) => 'kind' in node && (node.kind === Kind.FIELD || node.kind === Kind.FRAGMENT_DEFINITION),
  );
}

function underConditions(asked: ConstructCase): ConstructCase {
  let turn = 0;
  const add = <Node extends SelectionNode>(
    node: Node,
    _key: unknown,
    _parent: unknown,
    _path: unknown,
    ancestors: readonly (ASTNode | readonly ASTNode[])[],
  ): Node | undefined => {
    if (isSubscription(asked) && isRoot(ancestors)) return undefined;
    turn += 1;
    const wanted = turn % 2 > 0 ? directive('include', 'yes') : directive('skip', 'no');
    if (node.directives?.some((own) => own.name.value === wanted.name.value)) return undefined;
    return { ...node, directives: [...(node.directives ?? []), wanted] };
  };
  const document = visit(parse(asked.document), { Field: add, InlineFragment: add, FragmentSpread: add });
  return written(document, asked, { ...yes, ...no });
}

/** Everything once more in fragments that do not count, and in some that do. */
function twice(asked: ConstructCase): ConstructCase {
  let turn = 0;
  const document = visit(parse(asked.document), {
    SelectionSet: {
      leave: (set, _key, parent) => {
        if (isSubscription(asked) && (parent as ASTNode | undefined)?.kind === Kind.OPERATION_DEFINITION)
          return undefined;
        turn += 1;
        const again = (wanted: DirectiveNode): SelectionNode => ({
          kind: Kind.INLINE_FRAGMENT,
          directives: [wanted],
          selectionSet: { kind: Kind.SELECTION_SET, selections: set.selections.map(leafOnly) },
        });
        const off = turn % 2 > 0 ? directive('include', 'no') : directive('skip', 'yes');
        return { ...set, selections: [...set.selections, again(off), again(directive('include', 'yes'))] };
      },
    },
  });
  return written(document, asked, { ...yes, ...no });
}

/** Without this each level would double what is below it. */
function leafOnly(node: SelectionNode): SelectionNode {
  if (node.kind === Kind.FRAGMENT_SPREAD || !node.selectionSet) return node;
  const firsts = node.selectionSet.selections.filter(
    (below) => below.kind === Kind.FIELD && !below.selectionSet,
  );
  if (firsts.length === 0) return node;
  return { ...node, selectionSet: { ...node.selectionSet, selections: firsts } };
}

const keyOf = (field: FieldNode) => field.alias?.value ?? field.name.value;

/** The response keys of an operation in their order; those of a subscription's root are left out. */
function keysOf(asked: ConstructCase): string[] {
  const keys = new Set<string>();
  const roots = new Set<string>();
  visit(parse(asked.document), {
    Field: (field, _key, _parent, _path, ancestors) => {
      const into = isSubscription(asked) && isRoot(ancestors) ? roots : keys;
      into.add(keyOf(field));
    },
  });
  return [...keys].filter((key) => !roots.has(key));
}

function changeAnswer(asked: ConstructCase, change: (answer: Json) => Json) {
  return {
    ...(asked.data !== undefined && { data: change(asked.data) }),
    ...(asked.events && { events: asked.events.map(change) }),
  };
}

function mapKeys(value: Json, change: (key: string) => string | undefined): Json {
  if (Array.isArray(value)) return value.map((item) => mapKeys(item, change));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const changed = change(key);
    return changed === undefined ? [] : [[changed, mapKeys(inner, change)] as const];
  });
  return Object.fromEntries(entries);
}

/** Not where there are errors: a null that travels up would not be there without its field. */
function withoutSome(asked: ConstructCase): ConstructCase | undefined {
  if (asked.errors) return undefined;
  const dropped = new Set(keysOf(asked).filter((_, at) => at % 2 > 0));
  const drop = (node: FieldNode): FieldNode | undefined => {
    if (!dropped.has(keyOf(node))) return undefined;
    const isIncluded = node.directives?.some((own) => own.name.value === 'include');
    const wanted = isIncluded ? directive('skip', 'yes') : directive('include', 'no');
    return {
      ...node,
      directives: [...(node.directives ?? []).filter((own) => own.name.value !== wanted.name.value), wanted],
    };
  };
  const document = visit(parse(asked.document), { Field: drop });
  return {
    ...written(document, asked, { ...yes, ...no }),
    ...changeAnswer(asked, (answer) => mapKeys(answer, (key) => (dropped.has(key) ? undefined : key))),
  };
}

function underOtherKeys(asked: ConstructCase, other: (key: string) => string): ConstructCase {
  const document = visit(parse(asked.document), {
    Field: (field) => ({ ...field, alias: name(other(keyOf(field))) }),
  });
  const errors = asked.errors?.map((error) => {
    const [path = '', code] = error.split(' ');
    const renamed = path.split('.').map((step) => (/^\d*$/.test(step) ? step : other(step)));
    return `${renamed.join('.')} ${code}`;
  });
  return {
    ...asked,
    document: print(document),
    ...changeAnswer(asked, (answer) => mapKeys(answer, other)),
    ...(errors && { errors }),
  };
}

/** Each key is that of the next field, so that what is called `id` is none. */
function underEachOthersKeys(asked: ConstructCase): ConstructCase {
  const keys = keysOf(asked).filter((key) => key !== '__typename');
  const next = new Map(keys.map((key, at) => [key, keys[(at + 1) % keys.length] ?? key]));
  return underOtherKeys(asked, (key) => next.get(key) ?? key);
}
