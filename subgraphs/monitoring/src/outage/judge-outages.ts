import type { Verdict } from '../probe/probe.ts';

/** A node as the judgement sees it: with its ancestors and descendants, in any order. */
export interface JudgedNode {
  readonly id: string;
  readonly parentId: string | null;
  readonly status: Verdict;
  /** Its probes fail, not yet for long enough. */
  readonly suspect: boolean;
  /** Down, and found down since it was last asked afresh. */
  readonly confirmed: boolean;
  /** Staff closed its outage while it was down: nothing opens until it has answered once. */
  readonly waived: boolean;
  readonly suppressedBy: string | null;
  readonly outage: {
    readonly id: string;
    readonly origin: 'PROBE' | 'STAFF';
    readonly adoptedBy: string | null;
  } | null;
}

/** What is to be done, parents before children. */
export type Step =
  | { readonly kind: 'OPEN' | 'RESOLVE'; readonly nodeId: string }
  /** Down behind a dead node: no outage of its own. `by: null` ends it. */
  | { readonly kind: 'SUPPRESS'; readonly nodeId: string; readonly by: string | null }
  /** Its open outage is part of that of a dead node above, or (null) stands by itself again. */
  | { readonly kind: 'ADOPT'; readonly nodeId: string; readonly by: string | null }
  /** What hid it is gone: whether it is down by itself has to be found out anew. */
  | { readonly kind: 'RECHECK'; readonly nodeId: string };

/**
 * Decides which outages open, end and belong together, from the state of things alone: asked twice, it says nothing
 * the second time. The rules are those that Zabbix and LibreNMS have for dependencies, see the README.
 */
export function judgeOutages(nodes: readonly JudgedNode[]): Step[] {
  const judgement = new Judgement(nodes);
  return topDown(nodes).flatMap((node) => judgement.stepsFor(node));
}

class Judgement {
  readonly #nodes: ReadonlyMap<string, JudgedNode>;
  /** Nodes with an outage that stands after this judgement. */
  readonly #dead = new Set<string>();
  readonly #asked = new Set<string>();

  constructor(nodes: readonly JudgedNode[]) {
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
  }

  stepsFor(node: JudgedNode): Step[] {
    if (node.outage) {
      if (node.status === 'UP' && node.outage.origin === 'PROBE') {
        return [{ kind: 'RESOLVE', nodeId: node.id }, ...this.#suppress(node, null)];
      }
      this.#dead.add(node.id);
      return this.#belongs(node, node.outage, this.#above(node).culprit);
    }
    if (node.status !== 'DOWN' || node.waived) return this.#suppress(node, null);
    const { culprit, doubtful } = this.#above(node);
    if (culprit) return this.#suppress(node, culprit);
    if (doubtful) return [];
    if (node.suppressedBy) {
      this.#asked.add(node.id);
      return [...this.#suppress(node, null), { kind: 'RECHECK', nodeId: node.id }];
    }
    if (!node.confirmed) return [];
    this.#dead.add(node.id);
    return [{ kind: 'OPEN', nodeId: node.id }];
  }

  #belongs(node: JudgedNode, outage: NonNullable<JudgedNode['outage']>, culprit: string | null): Step[] {
    const above = culprit === null ? null : (this.#nodes.get(culprit)?.outage?.id ?? 'opening');
    const steps = this.#suppress(node, node.status === 'DOWN' ? culprit : null);
    return above === outage.adoptedBy ? steps : [...steps, { kind: 'ADOPT', nodeId: node.id, by: culprit }];
  }

  #suppress(node: JudgedNode, by: string | null): Step[] {
    return node.suppressedBy === by ? [] : [{ kind: 'SUPPRESS', nodeId: node.id, by }];
  }

  /**
   * The topmost dead node above, as far as the way up is not proven alive by a node that answers; and whether some
   * node on that way is in doubt, so that it is too early to say.
   */
  #above(node: JudgedNode): { culprit: string | null; doubtful: boolean } {
    let culprit: string | null = null;
    let doubtful = false;
    for (const ancestor of this.#ancestors(node)) {
      const dead = this.#dead.has(ancestor.id);
      if (dead) culprit = ancestor.id;
      else if (this.#isDoubtful(ancestor)) doubtful = true;
      if (ancestor.status === 'UP' && !ancestor.suspect) break;
    }
    return { culprit, doubtful };
  }

  #isDoubtful(node: JudgedNode): boolean {
    if (node.status !== 'DOWN') return node.suspect;
    return !node.waived && (!node.confirmed || this.#asked.has(node.id));
  }

  *#ancestors(node: JudgedNode): Generator<JudgedNode> {
    let at = node.parentId ? this.#nodes.get(node.parentId) : undefined;
    for (; at; at = at.parentId ? this.#nodes.get(at.parentId) : undefined) yield at;
  }
}

function topDown(nodes: readonly JudgedNode[]): JudgedNode[] {
  const known = new Set(nodes.map(({ id }) => id));
  const children = new Map<string | null, JudgedNode[]>();
  for (const node of nodes) {
    const parent = node.parentId && known.has(node.parentId) ? node.parentId : null;
    children.set(parent, [...(children.get(parent) ?? []), node]);
  }
  const ordered = [...(children.get(null) ?? [])];
  for (let at = 0; at < ordered.length; at += 1) ordered.push(...(children.get(ordered[at]?.id ?? '') ?? []));
  return ordered;
}
