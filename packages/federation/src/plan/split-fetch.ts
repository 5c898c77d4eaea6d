import type { FetchDataRewrite, FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { parse, print } from 'graphql';
import type { RequiredInput, RequiredVariants } from '../supergraph/required-variants.ts';
import { type EntityField, entityFields, keepEntityFields } from './entity-fields.ts';

/** Fields that one representation has room for what they require. */
interface Group {
  readonly fields: Set<string>;
  readonly inputs: RequiredInput[];
}

/**
 * A fetch of entities whose fields require the same field with different arguments, as one fetch for each: an entity's
 * representation has room for one of them. What does not collide stays together.
 */
export function splitFetch<Fetch extends FetchNode>(node: Fetch, variants: RequiredVariants): Fetch[] {
  const { requires } = node;
  if (variants.isEmpty || !requires || !hasMadeUp(requires, variants)) return [node];
  const document = parse(node.operation, { noLocation: true });
  const groups = groupFields(document, node.serviceName, variants);
  return groups.map(({ fields, inputs }) => {
    const rewrites: FetchDataRewrite[] = [];
    const part = {
      ...node,
      requires: new Picking(variants, rewrites).pickAll(requires, inputs, []),
      // Before the planner's own, which change the names of types.
      inputRewrites: [...rewrites, ...(node.inputRewrites ?? [])],
    };
    if (groups.length === 1) return part;
    const { written, variableNames } = keepEntityFields(document, (field) => fields.has(keyOf(field)));
    return {
      ...part,
      operation: print(written),
      variableUsages: (node.variableUsages ?? []).filter((name) => variableNames.has(name)),
      operationDocumentNode: undefined,
    };
  });
}

function hasMadeUp(nodes: readonly QueryPlanSelectionNode[], variants: RequiredVariants): boolean {
  return nodes.some(
    (node) =>
      (node.kind === 'Field' && variants.realName(node.name) !== node.name) ||
      hasMadeUp(node.selections ?? [], variants),
  );
}

const keyOf = ({ types, name }: EntityField): string => [...types, name].join(' ');

function groupFields(document: DocumentNode, service: string, variants: RequiredVariants): Group[] {
  const first: Group = { fields: new Set(), inputs: [] };
  const groups = [first];
  for (const field of entityFields(document)) {
    const inputs = field.types.flatMap((type) => variants.neededBy(service, type, field.name));
    let group = groups.find((one) => !areAtOdds(one.inputs, inputs));
    if (!group) {
      group = { fields: new Set(), inputs: [] };
      groups.push(group);
    }
    group.fields.add(keyOf(field));
    group.inputs.push(...inputs);
  }
  return groups;
}

/** Whether two want different variants of one field of one object. */
function areAtOdds(some: readonly RequiredInput[], others: readonly RequiredInput[]): boolean {
  return some.some((one) =>
    others.some(
      (other) =>
        one.field === other.field &&
        overlap(one.types, other.types) &&
        (one.name !== other.name || areAtOdds(one.below, other.below)),
    ),
  );
}

const overlap = (some: ReadonlySet<string>, others: ReadonlySet<string>): boolean =>
  [...some].some((one) => others.has(one));

/** Picks the inputs of a group: its own variants, which get their real names, and none of the others'. */
class Picking {
  readonly #variants: RequiredVariants;
  readonly #rewrites: FetchDataRewrite[];

  constructor(variants: RequiredVariants, rewrites: FetchDataRewrite[]) {
    this.#variants = variants;
    this.#rewrites = rewrites;
  }

  pickAll(
    nodes: readonly QueryPlanSelectionNode[],
    inputs: readonly RequiredInput[],
    path: readonly string[],
  ): QueryPlanSelectionNode[] {
    return nodes.flatMap((node) => this.#pick(node, inputs, path));
  }

  #pick(
    node: QueryPlanSelectionNode,
    inputs: readonly RequiredInput[],
    path: readonly string[],
  ): QueryPlanSelectionNode[] {
    if (node.kind === 'InlineFragment') {
      const { typeCondition } = node;
      const objects = typeCondition && this.#variants.objectsOf(typeCondition);
      const fitting = objects ? inputs.filter(({ types }) => overlap(types, objects)) : inputs;
      const at = typeCondition ? [...path, `... on ${typeCondition}`] : path;
      const selections = this.pickAll(node.selections, fitting, at);
      return selections.length > 0 ? [{ ...node, selections }] : [];
    }
    const real = this.#variants.realName(node.name);
    const ofField = inputs.filter(({ field }) => field === real);
    const wanted = ofField.filter(({ name }) => name === node.name);
    // What nothing here requires may be a key; no variant is one.
    if (wanted.length === 0 && (ofField.length > 0 || real !== node.name)) return [];
    // Where types want different variants each takes its own.
    if (wanted.length < ofField.length) {
      const types = new Set(wanted.flatMap((one) => [...one.types]));
      return [...types].map((type) => ({
        kind: 'InlineFragment',
        typeCondition: type,
        selections: this.#take(node, wanted, [...path, `... on ${type}`]),
      }));
    }
    return this.#take(node, wanted, path);
  }

  #take(
    node: Extract<QueryPlanSelectionNode, { kind: 'Field' }>,
    wanted: readonly RequiredInput[],
    path: readonly string[],
  ): QueryPlanSelectionNode[] {
    const at = [...path, node.name];
    const below = wanted.flatMap((one) => one.below);
    const selections = node.selections && this.pickAll(node.selections, below, at);
    if (selections?.length === 0) return [];
    const real = this.#variants.realName(node.name);
    // After those below it, whose paths have its made-up name.
    if (real !== node.name) this.#rewrites.push({ kind: 'KeyRenamer', path: at, renameKeyTo: real });
    return [{ ...node, ...(selections && { selections }) }];
  }
}
