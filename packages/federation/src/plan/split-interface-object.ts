import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { parse, print } from 'graphql';
import type { InterfaceObject, InterfaceObjects } from '../supergraph/interface-objects.ts';
import { type EntityField, entityFields, keepEntityFields } from './entity-fields.ts';

/** A fetch, as the planner made it or a part of that. */
export interface FetchPart extends FetchNode {
  /** An object that has not all inputs is not asked for, whether they are missing or were never asked for. */
  readonly wantsAllInputs?: boolean;
}

/**
 * A fetch of an interface object, as one fetch for each set of inputs. Where the client asks only some of the interface's
 * types for a field that requires something, the planner asks all of them for it, with inputs that the others do not
 * have: those would not be asked for anything.
 */
export function splitInterfaceObject(node: FetchNode, interfaceObjects: InterfaceObjects): FetchPart[] {
  const given = inputsByType(node.requires ?? [], (name) => interfaceObjects.of(node.serviceName, name));
  const [object] = [...given.keys()].flatMap((name) => interfaceObjects.of(node.serviceName, name) ?? []);
  if (!object) return [node];
  const document = parse(node.operation, { noLocation: true });
  const inputsOf = ({ name }: EntityField) => (object.required.get(name) ?? []).toSorted().join(' ');
  const groups = [...new Set(entityFields(document).map(inputsOf))];
  // One type of the interface beside it says that not all are asked for the same.
  if (groups.join('') === '' || (groups.length > 1 && given.size < 2)) return [node];
  return groups.map((inputs) => {
    const requires = inputsFor(given, object, new Set(inputs.split(' ')));
    const part = { ...node, requires, wantsAllInputs: true };
    if (groups.length === 1) return part;
    const { written, variableNames } = keepEntityFields(document, (field) => inputsOf(field) === inputs);
    return {
      ...part,
      operation: print(written),
      variableUsages: (node.variableUsages ?? []).filter((name) => variableNames.has(name)),
      operationDocumentNode: undefined,
    };
  });
}

type InputsByType = ReadonlyMap<string, readonly QueryPlanSelectionNode[]>;

/** Without fragments in fragments: inside one of an interface object they narrow it, and inside one of a type they do not. */
function inputsByType(
  nodes: readonly QueryPlanSelectionNode[],
  objectOf: (type: string) => InterfaceObject | undefined,
  type = '',
  found = new Map<string, readonly QueryPlanSelectionNode[]>(),
): InputsByType {
  for (const node of nodes) {
    if (node.kind === 'Field') {
      found.set(type, [...(found.get(type) ?? []), node]);
      continue;
    }
    const isNarrower = type === '' || objectOf(type) !== undefined;
    const narrowed = isNarrower ? (node.typeCondition ?? type) : type;
    inputsByType(node.selections, objectOf, narrowed, found);
  }
  return found;
}

/** Keys and these inputs, all of them for each type, so that an object without them is not asked for. */
function inputsFor(
  given: InputsByType,
  { keys, required }: InterfaceObject,
  inputs: ReadonlySet<string>,
): QueryPlanSelectionNode[] {
  const others = new Set(
    [...required.values()].flat().filter((name) => !keys.has(name) && !inputs.has(name)),
  );
  const all = [...given.values()].flat().filter((one) => inputs.has(nameOf(one)));
  return [...given].flatMap(([typeCondition, nodes]) => {
    const selections = merged([...nodes.filter((one) => !others.has(nameOf(one))), ...all]);
    const isKnown = selections.some((one) => nameOf(one) !== '__typename');
    return isKnown ? [{ kind: 'InlineFragment', typeCondition, selections }] : [];
  });
}

const nameOf = (node: QueryPlanSelectionNode): string => (node.kind === 'Field' ? node.name : '');

/** Each field once. */
function merged(nodes: readonly QueryPlanSelectionNode[]): QueryPlanSelectionNode[] {
  const fields = new Map<string, Extract<QueryPlanSelectionNode, { kind: 'Field' }>>();
  for (const node of nodes) {
    if (node.kind !== 'Field') continue;
    const selections = [...(fields.get(node.name)?.selections ?? []), ...(node.selections ?? [])];
    fields.set(node.name, { ...node, ...(selections.length > 0 && { selections: merged(selections) }) });
  }
  return [...fields.values(), ...nodes.filter(({ kind }) => kind !== 'Field')];
}
