import type { DocumentNode } from 'graphql';
import { Kind, visit } from 'graphql';

/** Which labels of `@override(label:)` are on for one request. */
export interface LabelChoice {
  /** Differs from that of every other choice; empty where there is only one. */
  readonly key: string;
  readonly conditions: ReadonlyMap<string, boolean>;
}

/**
 * The labels of a supergraph. Named ones are on or off for good; those such as `percent(5)` are drawn for each request,
 * all with one number, so that there are only as many choices as there are different percentages, and one more.
 */
export class OverrideLabels {
  /** All labels that the supergraph has. */
  readonly names: readonly string[];
  readonly #draw: () => number;
  /** Shares of requests below 100 %, ascending; a label is on for a number below its share. */
  readonly #shares: readonly number[];
  readonly #choices: readonly LabelChoice[];

  /** `draw` gives numbers from 0 to below 1. */
  constructor(supergraph: DocumentNode, on: Iterable<string> = [], draw: () => number = Math.random) {
    const isOn = new Set(on);
    this.names = [...labelsOf(supergraph)];
    this.#draw = draw;
    const shares = this.names.map((label) => (isOn.has(label) ? 1 : shareOf(label)));
    this.#shares = [...new Set(shares.filter((share) => share > 0 && share < 1))].sort((a, b) => a - b);
    this.#choices = [...this.#shares, 1].map((above, at) => ({
      key: this.#shares.length > 0 ? `${at}\n` : '',
      conditions: new Map(this.names.map((label, index) => [label, (shares[index] ?? 0) >= above])),
    }));
  }

  /** For one request. */
  choose(): LabelChoice {
    let at = 0;
    if (this.#shares.length > 0) {
      const drawn = this.#draw();
      while (drawn >= (this.#shares[at] ?? 1)) at += 1;
    }
    return this.#choices[at] as LabelChoice;
  }
}

/** `percent(12.5)` is an eighth of the requests; other labels are off unless they are said to be on. */
function shareOf(label: string): number {
  const percentage = /^percent\((\d+(?:\.\d+)?)\)$/.exec(label)?.[1];
  return percentage === undefined ? 0 : Math.min(Number(percentage) / 100, 1);
}

function labelsOf(supergraph: DocumentNode): Set<string> {
  const labels = new Set<string>();
  visit(supergraph, {
    Directive: ({ name, arguments: given }) => {
      if (name.value !== 'join__field') return;
      for (const { name: argument, value } of given ?? [])
        if (argument.value === 'overrideLabel' && value.kind === Kind.STRING) labels.add(value.value);
    },
  });
  return labels;
}
