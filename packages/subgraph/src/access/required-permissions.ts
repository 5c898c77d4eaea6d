import type { Permission } from '@lastmile/kernel/permission';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { AccessRules } from './access-rules.ts';

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** Collects the permissions that an operation, its conditions decided, needs: up to the next door or through all. */
export class PermissionCollector {
  readonly #schema: GraphQLSchema;
  readonly #rules: AccessRules;
  readonly #fragments: Fragments;

  constructor(schema: GraphQLSchema, rules: AccessRules, fragments: Fragments) {
    this.#schema = schema;
    this.#rules = rules;
    this.#fragments = fragments;
  }

  /** What the fields below `selections` on `type` need, as far as the next owned object: one door's share. */
  belowDoor(type: GraphQLObjectType, selections: readonly SelectionSetNode[]): Permission[] {
    const found = new Set<Permission>();
    for (const set of selections) this.#walk(type, set, found, false);
    return [...found];
  }

  /** What the whole operation needs, through every door. */
  everything(root: GraphQLObjectType, selections: SelectionSetNode): Permission[] {
    const found = new Set<Permission>();
    this.#walk(root, selections, found, true);
    return [...found];
  }

  #walk(type: GraphQLObjectType, set: SelectionSetNode, found: Set<Permission>, throughDoors: boolean): void {
    for (const node of set.selections) {
      if (node.kind === 'Field') {
        this.#field(type, node, found, throughDoors);
        continue;
      }
      const fragment = node.kind === 'FragmentSpread' ? this.#fragments[node.name.value] : node;
      if (fragment && this.#applies(fragment.typeCondition?.name.value, type)) {
        this.#walk(type, fragment.selectionSet, found, throughDoors);
      }
    }
  }

  #field(type: GraphQLObjectType, node: FieldNode, found: Set<Permission>, throughDoors: boolean): void {
    const field = type.getFields()[node.name.value];
    if (!field) return;
    const rule = this.#rules.ruleOf(type.name, field.name);
    if (rule && rule !== 'inherited') found.add(rule);
    if (!node.selectionSet) return;
    for (const target of this.#possibleTypes(getNamedType(field.type).name)) {
      if (!throughDoors && this.#rules.ownerOf(target.name)) continue;
      this.#walk(target, node.selectionSet, found, throughDoors);
    }
  }

  #possibleTypes(name: string): readonly GraphQLObjectType[] {
    const type = this.#schema.getType(name);
    if (isObjectType(type)) return [type];
    return isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [];
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditional = this.#schema.getType(condition);
    return isAbstractType(conditional) && this.#schema.isSubType(conditional, type);
  }
}
