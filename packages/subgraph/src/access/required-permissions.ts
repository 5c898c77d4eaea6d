import type { Permission } from '@lastmile/kernel/permission';
import {
  type DirectiveNode,
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

/** A permission that is needed when all conditions hold (`@include`/`@skip` with variables). */
export interface Requirement {
  readonly permission: Permission;
  readonly when: readonly { readonly variable: string; readonly equals: boolean }[];
}

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;
type Conditions = Requirement['when'];

export function holds(requirement: Requirement, variables: Readonly<Record<string, unknown>>): boolean {
  return requirement.when.every(({ variable, equals }) => variables[variable] === equals);
}

/** Collects the permissions that an operation needs, up to the next door or through all of them. */
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
  belowDoor(type: GraphQLObjectType, selections: readonly SelectionSetNode[]): Requirement[] {
    const found: Requirement[] = [];
    for (const set of selections) this.#walk(type, set, [], found, false);
    return unique(found);
  }

  /** What the whole operation needs, through every door. */
  everything(root: GraphQLObjectType, selections: SelectionSetNode): Requirement[] {
    const found: Requirement[] = [];
    this.#walk(root, selections, [], found, true);
    return unique(found);
  }

  #walk(
    type: GraphQLObjectType,
    set: SelectionSetNode,
    when: Conditions,
    found: Requirement[],
    throughDoors: boolean,
  ): void {
    for (const node of set.selections) {
      const inner = conditions(node.directives, when);
      if (inner === 'never') continue;
      if (node.kind === 'Field') {
        this.#field(type, node, inner, found, throughDoors);
        continue;
      }
      const fragment = node.kind === 'FragmentSpread' ? this.#fragments[node.name.value] : node;
      if (fragment && this.#applies(fragment.typeCondition?.name.value, type)) {
        this.#walk(type, fragment.selectionSet, inner, found, throughDoors);
      }
    }
  }

  #field(
    type: GraphQLObjectType,
    node: FieldNode,
    when: Conditions,
    found: Requirement[],
    throughDoors: boolean,
  ): void {
    const field = type.getFields()[node.name.value];
    if (!field) return;
    const rule = this.#rules.ruleOf(type.name, field.name);
    if (rule && rule !== 'inherited') found.push({ permission: rule, when });
    if (!node.selectionSet) return;
    for (const target of this.possibleTypes(getNamedType(field.type).name)) {
      if (!throughDoors && this.#rules.ownerOf(target.name)) continue;
      this.#walk(target, node.selectionSet, when, found, throughDoors);
    }
  }

  possibleTypes(name: string): readonly GraphQLObjectType[] {
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

function conditions(
  directives: readonly DirectiveNode[] | undefined,
  outer: Conditions,
): Conditions | 'never' {
  let when = outer;
  for (const directive of directives ?? []) {
    const name = directive.name.value;
    if (name !== 'include' && name !== 'skip') continue;
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    const equals = name === 'include';
    if (value?.kind === 'BooleanValue' && value.value !== equals) return 'never';
    if (value?.kind === 'Variable') when = [...when, { variable: value.name.value, equals }];
  }
  return when;
}

/** One requirement per permission where an unconditional one is among them. */
function unique(requirements: readonly Requirement[]): Requirement[] {
  const always = new Set(
    requirements.filter(({ when }) => when.length === 0).map(({ permission }) => permission),
  );
  const conditional = requirements.filter(
    ({ permission, when }) => when.length > 0 && !always.has(permission),
  );
  return [...[...always].map((permission) => ({ permission, when: [] })), ...conditional];
}
