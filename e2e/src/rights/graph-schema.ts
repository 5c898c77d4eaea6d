import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Permission } from '@lastmile/kernel/permission';
import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  parse,
  valueFromASTUntyped,
} from 'graphql';

/** One field of an entity in one domain, as the composed schema declares it. */
export interface EntityField {
  readonly domain: string;
  readonly type: string;
  readonly field: string;
  readonly permission: Permission;
}

type Values = Readonly<Record<string, unknown>>;

const path = join(import.meta.dirname, '../../../schema/supergraph.graphql');

/** The composed schema with its access rules, read from the file that is committed. */
export class GraphSchema {
  readonly #types: ReadonlyMap<string, ObjectTypeDefinitionNode>;

  constructor(sdl = readFileSync(path, 'utf8')) {
    const types = parse(sdl).definitions.filter((node) => node.kind === 'ObjectTypeDefinition');
    this.#types = new Map(types.map((type) => [type.name.value, type]));
  }

  /** The rules of the root fields of `Query`, `Mutation` or `Subscription`, those that only domains see left out. */
  rootRules(root: string): ReadonlyMap<string, Permission> {
    const fields = this.#types.get(root)?.fields ?? [];
    const shown = fields.filter((field) => directives(field, 'inaccessible').length === 0);
    return new Map(shown.map((field) => [field.name.value, permissionOf(field)]));
  }

  /** Types with a key that some domain resolves. */
  entityTypes(): string[] {
    return [...this.#types.values()].filter((type) => doorsOf(type).length > 0).map(({ name }) => name.value);
  }

  /** Every field of every entity, once for each domain that answers it. */
  entityFields(): EntityField[] {
    return [...this.#types.values()].flatMap((type) =>
      doorsOf(type).flatMap((domain) =>
        (type.fields ?? [])
          .filter((field) => isAnsweredBy(field, domain))
          .map((field) => ({
            domain,
            type: type.name.value,
            field: field.name.value,
            permission: permissionOf(field),
          })),
      ),
    );
  }
}

function directives(node: { directives?: readonly ConstDirectiveNode[] }, name: string): Values[] {
  return (node.directives ?? [])
    .filter((directive) => directive.name.value === name)
    .map(({ arguments: given }) =>
      Object.fromEntries(
        (given ?? []).map(({ name: key, value }) => [key.value, valueFromASTUntyped(value)]),
      ),
    );
}

/** The domains in which the type has a key and a reference resolver. */
function doorsOf(type: ObjectTypeDefinitionNode): string[] {
  return directives(type, 'join__type')
    .filter(({ key, resolvable }) => key !== undefined && resolvable !== false)
    .map(({ graph }) => String(graph).toLowerCase());
}

function isAnsweredBy(field: FieldDefinitionNode, domain: string): boolean {
  const places = directives(field, 'join__field');
  if (places.length === 0) return true;
  return places.some(({ graph, external }) => String(graph).toLowerCase() === domain && external !== true);
}

function permissionOf(field: FieldDefinitionNode): Permission {
  const [rule] = directives(field, 'access');
  if (!rule) throw new Error(`The field ${field.name.value} has no @access in the supergraph`);
  return rule.permission as Permission;
}
