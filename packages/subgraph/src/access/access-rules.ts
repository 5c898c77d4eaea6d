import type { Ownership } from '@lastmile/kernel/actor';
import { isPermission, type Permission } from '@lastmile/kernel/permission';
import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { accessExtension, ownerExtension } from './access.ts';

export type Rule = Permission | 'inherited';
export type OwnerOf = (row: object) => Ownership;

/** The access rules of a subgraph, read once from its types. */
export interface AccessRules {
  /** The rule of a field; types and fields of the federation machinery have none and are not asked for. */
  ruleOf(typeName: string, fieldName: string): Rule | undefined;
  ownerOf(typeName: string): OwnerOf | undefined;
}

/** A subgraph in which a field has no access rule is not built. */
export class MissingAccessRule extends Error {
  constructor(fields: readonly string[]) {
    super(
      `No access rule on ${fields.join(', ')}. Put @Access('<permission>') beside each field, or @Inherited() on a type that is no object of its own.`,
    );
    this.name = 'MissingAccessRule';
  }
}

/** Reads the rules that @Access, @Inherited and @Owned left in type-graphql's schema. */
export function readAccessRules(schema: GraphQLSchema): AccessRules {
  const rules = new Map<string, Map<string, Rule>>();
  const owners = new Map<string, OwnerOf>();
  const missing: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type))) continue;
    const owner = type.extensions[ownerExtension] as OwnerOf | undefined;
    if (owner) owners.set(type.name, owner);
    const fields = new Map<string, Rule>();
    for (const field of Object.values(type.getFields())) {
      const rule = ruleOn(type, field);
      if (rule) fields.set(field.name, rule);
      else missing.push(`${type.name}.${field.name}`);
    }
    rules.set(type.name, fields);
  }
  if (missing.length > 0) throw new MissingAccessRule(missing);
  return {
    ruleOf: (typeName, fieldName) => rules.get(typeName)?.get(fieldName),
    ownerOf: (typeName) => owners.get(typeName),
  };
}

function ruleOn(
  type: GraphQLObjectType | GraphQLInterfaceType,
  field: GraphQLField<unknown, unknown>,
): Rule | undefined {
  const own = field.extensions[accessExtension];
  if (typeof own === 'string' && isPermission(own)) return own;
  return type.extensions[accessExtension] === 'inherited' ? 'inherited' : undefined;
}
