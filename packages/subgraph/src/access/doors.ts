import { type Actor, isRelated, lacking, may } from '@lastmile/kernel/actor';
import type { Permission } from '@lastmile/kernel/permission';
import { notFound } from '@lastmile/kernel/refusal';
import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { AccessRules } from './access-rules.ts';
import { PermissionCollector } from './required-permissions.ts';

interface ContextWithActor {
  readonly actor: Actor;
}

/**
 * Puts the access check around every field that leads to an owned object (a reference, `_entities`, a list's nodes, a
 * mutation's outcome …). Leaf fields stay bare, which is where the speed goes otherwise.
 */
export function hangDoors(schema: GraphQLSchema, rules: AccessRules): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const targets = concreteTypes(schema, field.type);
      if (targets.some((name) => rules.ownerOf(name))) field.resolve = doorOf(schema, rules, field, targets);
    }
  }
}

function concreteTypes(schema: GraphQLSchema, type: GraphQLOutputType): string[] {
  const named = getNamedType(type);
  if (isAbstractType(named)) return schema.getPossibleTypes(named).map(({ name }) => name);
  return isObjectType(named) ? [named.name] : [];
}

function doorOf(
  schema: GraphQLSchema,
  rules: AccessRules,
  field: GraphQLField<unknown, ContextWithActor>,
  targets: readonly string[],
): GraphQLFieldResolver<unknown, ContextWithActor> {
  const resolve = field.resolve ?? defaultFieldResolver;
  const onlyType = targets.length === 1 ? targets[0] : undefined;
  const permissionsBelow = collectBelow(schema, rules);
  const itemNullable = isItemNullable(field.type);

  const check = (value: unknown, context: ContextWithActor, info: GraphQLResolveInfo): unknown => {
    if (value === null || value === undefined) return null;
    if (value instanceof Promise) return value.then((settled) => check(settled, context, info));
    if (Array.isArray(value)) return value.map((item) => check(item, context, info));
    const row = value as object;
    const typeName = onlyType ?? typeNameOf(row, info);
    const ownerOf = typeName === undefined ? undefined : rules.ownerOf(typeName);
    if (!typeName || !ownerOf) return row;
    const owned = ownerOf(row);
    // Asked first: what anybody may, or a bare __typename, would otherwise tell that a foreign object exists.
    if (!isRelated(context.actor, owned)) {
      if (itemNullable) return null;
      throw notFound(typeName);
    }
    for (const permission of permissionsBelow(info, typeName)) {
      if (!may(context.actor, permission, owned)) throw lacking(context.actor, permission);
    }
    return row;
  };
  return (source, args, context, info) => check(resolve(source, args, context, info), context, info);
}

function isItemNullable(type: GraphQLOutputType): boolean {
  if (isListType(type)) return !isNonNullType(type.ofType);
  if (isNonNullType(type)) return isListType(type.ofType) ? isItemNullable(type.ofType) : false;
  return true;
}

/** The classes of all domains are known to type-graphql; see build-schema.ts, which sets `resolveType`. */
function typeNameOf(row: object, info: GraphQLResolveInfo): string | undefined {
  const named = getNamedType(info.returnType);
  const name = isAbstractType(named) ? named.resolveType?.(row, {}, info, named) : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** Collected once per compiled field: the executor hands out the same array of nodes each time. */
function collectBelow(schema: GraphQLSchema, rules: AccessRules) {
  const known = new WeakMap<readonly FieldNode[], Map<string, readonly Permission[]>>();
  return (info: GraphQLResolveInfo, typeName: string): readonly Permission[] => {
    let perType = known.get(info.fieldNodes);
    if (!perType) {
      perType = new Map();
      known.set(info.fieldNodes, perType);
    }
    let found = perType.get(typeName);
    if (!found) {
      const type = schema.getType(typeName);
      const sets = info.fieldNodes
        .map((node) => node.selectionSet)
        .filter((set): set is SelectionSetNode => !!set);
      found = isObjectType(type)
        ? new PermissionCollector(schema, rules, info.fragments).belowDoor(type, sets)
        : [];
      perType.set(typeName, found);
    }
    return found;
  };
}
