import { TopologyCycle, TopologyTooDeep } from '../node/node.problem.ts';
import { treeDepthMax } from '../node/node.ts';

/**
 * Nodes with each parent before its children, and their level (1: no parent among them). Throws TopologyCycle where
 * they hang in a circle, TopologyTooDeep.
 */
export function parentsFirst<Node extends { readonly id: string; readonly parentId: string | null }>(
  nodes: readonly Node[],
): (Node & { level: number })[] {
  const own = new Set(nodes.map(({ id }) => id));
  const children = new Map<string | null, Node[]>();
  for (const node of nodes) {
    const parentId = node.parentId && own.has(node.parentId) ? node.parentId : null;
    const siblings = children.get(parentId);
    if (siblings) siblings.push(node);
    else children.set(parentId, [node]);
  }
  const ordered = (children.get(null) ?? []).map((node) => ({ ...node, level: 1 }));
  for (const node of ordered) {
    if (node.level > treeDepthMax) throw new TopologyTooDeep();
    for (const child of children.get(node.id) ?? []) ordered.push({ ...child, level: node.level + 1 });
  }
  if (ordered.length < nodes.length) throw new TopologyCycle();
  return ordered;
}
