import type { AnswerPath } from './entity-path.ts';

interface TreeNode<V> {
  value?: V;
  below?: Map<string | number, TreeNode<V>>;
}

/** Values by path, with the two questions that errors ask of it. */
export class PathTree<V> {
  readonly #root: TreeNode<V> = {};

  set(path: AnswerPath, value: V): void {
    let node = this.#root;
    for (const element of path) {
      node.below ??= new Map();
      let next = node.below.get(element);
      if (!next) {
        next = {};
        node.below.set(element, next);
      }
      node = next;
    }
    node.value = value;
  }

  get(path: AnswerPath): V | undefined {
    let node: TreeNode<V> | undefined = this.#root;
    for (const element of path) node = node?.below?.get(element);
    return node?.value;
  }

  /** The value at `path` or at the nearest place above it. */
  above(path: AnswerPath): V | undefined {
    let node: TreeNode<V> | undefined = this.#root;
    let nearest = node.value;
    for (const element of path) {
      node = node.below?.get(element);
      if (!node) break;
      nearest = node.value ?? nearest;
    }
    return nearest;
  }

  /** True when anything stands above, at or below `path`. */
  touches(path: AnswerPath): boolean {
    let node: TreeNode<V> | undefined = this.#root;
    for (const element of path) {
      if (node.value !== undefined) return true;
      node = node.below?.get(element);
      if (!node) return false;
    }
    return node.value !== undefined || node.below !== undefined;
  }
}
