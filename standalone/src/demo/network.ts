import type { ImportTopology } from '@lastmile/monitoring/topology/import-topology';
import { demoId } from './dice.ts';

export interface DemoNode {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly kind: 'CORE' | 'ROUTER' | 'SWITCH' | 'OLT' | 'ACCESS_POINT';
}

const portsPerOlt = 32;
const portsPerAccessPoint = 16;

/** Two cores, six routers, twelve switches, thirty-two OLTs and eight access points: sixty nodes in a tree. */
export function demoNodes(): DemoNode[] {
  const nodes: DemoNode[] = [];
  const add = (
    kind: DemoNode['kind'],
    prefix: string,
    index: number,
    parents: readonly DemoNode[],
  ): DemoNode => {
    const name = `${prefix}-${String(index + 1).padStart(2, '0')}`;
    const parentId = parents[index % Math.max(parents.length, 1)]?.id ?? null;
    const node = { id: demoId('node', name), name, parentId, kind };
    nodes.push(node);
    return node;
  };
  const row = (kind: DemoNode['kind'], prefix: string, count: number, parents: readonly DemoNode[]) =>
    Array.from({ length: count }, (_none, index) => add(kind, prefix, index, parents));
  const cores = row('CORE', 'core', 2, []);
  const routers = row('ROUTER', 'router', 6, cores);
  const switches = row('SWITCH', 'switch', 12, routers);
  row('OLT', 'olt', 32, switches);
  row('ACCESS_POINT', 'tower', 8, routers);
  return nodes;
}

export interface DemoPort {
  readonly id: string;
  readonly nodeId: string;
  readonly name: string;
  readonly technology: 'GPON' | 'WIRELESS';
}

export function demoPorts(nodes: readonly DemoNode[]): DemoPort[] {
  return nodes.flatMap((node) => {
    const count = node.kind === 'OLT' ? portsPerOlt : node.kind === 'ACCESS_POINT' ? portsPerAccessPoint : 0;
    const technology = node.kind === 'OLT' ? 'GPON' : 'WIRELESS';
    return Array.from({ length: count }, (_none, index): DemoPort => {
      const name = `${technology === 'GPON' ? 'pon' : 'sector'}-${index + 1}`;
      return { id: demoId('port', `${node.name}/${name}`), nodeId: node.id, name, technology };
    });
  });
}

/** The whole network with a TCP probe on each node, at the port where the demo's network answers for it. */
export function demoTopology(portOf: (node: DemoNode) => number): ImportTopology {
  const nodes = demoNodes();
  return {
    nodes: nodes.map((node) => ({ ...node, host: '127.0.0.1' })),
    ports: demoPorts(nodes),
    probes: nodes.map((node) => ({
      id: demoId('probe', node.name),
      nodeId: node.id,
      kind: 'TCP' as const,
      port: portOf(node),
      intervalMs: 5_000,
      timeoutMs: 1_000,
      failuresToConfirm: 2,
      successesToClear: 2,
    })),
  };
}
