/** Commands of a page, and what it says comes of them. */
export interface Step {
  readonly commands: string;
  /** With `…` for what differs each time; undefined where the page does not say. */
  readonly expected: string | undefined;
}

/** The blocks in `sh`, each with the block in `text` that follows it. */
export function readSteps(page: string): readonly Step[] {
  return [...page.matchAll(/```sh\n(.*?)```\n(?:\n```text\n(.*?)```)?/gs)].map(([, commands, expected]) => ({
    commands: (commands ?? '').trim(),
    expected: expected?.trim(),
  }));
}

/** Whether an output begins like what is expected, line by line, with anything at each `…`. */
export function matches(output: string, expected: string): boolean {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^\\s*${expected.split('…').map(literal).join('.*?')}`, 's').test(output);
}
