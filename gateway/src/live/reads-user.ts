import type { PreparedOperation } from '@lastmile/federation/plan/prepared-operation';
import { type Permission, selfPermissions } from '@lastmile/kernel/permission';
import {
  type ConstDirectiveNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { Supergraph } from '../supergraph/current-supergraph.ts';

interface OwnParts {
  /** `Type.field`, where a right over oneself is enough. */
  readonly fields: ReadonlySet<string>;
  /** Types of which that holds for the id: users, and what is theirs alone. */
  readonly types: ReadonlySet<string>;
}

const ownParts = new WeakMap<Supergraph, OwnParts>();
const known = new WeakMap<PreparedOperation, boolean>();

/**
 * Whether the answer depends on who the user is and not only on what they may: it goes through a user, or through what
 * is theirs (sessions, letters), where being oneself gives rights.
 */
export function readsUser(supergraph: Supergraph, prepared: PreparedOperation): boolean {
  let found = known.get(prepared);
  if (found === undefined) {
    found = visits(supergraph, prepared);
    known.set(prepared, found);
  }
  return found;
}

function visits(supergraph: Supergraph, prepared: PreparedOperation): boolean {
  let parts = ownParts.get(supergraph);
  if (!parts) {
    parts = findOwnParts(supergraph.sdl);
    ownParts.set(supergraph, parts);
  }
  const { fields, types } = parts;
  const schema = supergraph.planner.apiSchema;
  const info = new TypeInfo(schema);
  let found = false;
  const Field = ({ name }: { name: { value: string } }) => {
    const type = getNamedType(info.getType());
    const parents = possibleTypes(schema, info.getParentType());
    found ||= parents.some((parent) => fields.has(`${parent}.${name.value}`));
    found ||= possibleTypes(schema, type).some((one) => types.has(one));
  };
  visit(prepared.document, visitWithTypeInfo(info, { Field }));
  return found;
}

function possibleTypes(schema: GraphQLSchema, type: GraphQLNamedType | null | undefined): string[] {
  if (!type) return [];
  return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name];
}

const self: ReadonlySet<string> = new Set<Permission>(selfPermissions);

function findOwnParts(sdl: string): OwnParts {
  const fields = new Set<string>();
  const types = new Set<string>();
  for (const node of parse(sdl, { noLocation: true }).definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of node.fields ?? []) {
      if (!field.directives?.some(givesSelf)) continue;
      fields.add(`${node.name.value}.${field.name.value}`);
      if (field.name.value === 'id') types.add(node.name.value);
    }
  }
  return { fields, types };
}

function givesSelf({ name, arguments: given }: ConstDirectiveNode): boolean {
  const isSelf = given?.some(({ value }) => value.kind === Kind.STRING && self.has(value.value));
  return name.value === 'access' && isSelf === true;
}
