import type { LogDestination } from './log-destination.ts';

const COLOURS: Record<string, string> = { debug: '90', info: '36', warn: '33', error: '31' };
/** On every line, and of no interest to the person in front of one process. */
const DROPPED = new Set(['level', 'time', 'message', 'service', 'pid']);

/** Turns JSON lines into lines for people: time, level, service, message, fields; stacks below. */
export function prettyLines(target: LogDestination): LogDestination {
  const colour = (target as { isTTY?: boolean; fd?: number }).isTTY ?? process.stdout.isTTY === true;
  return { write: (line) => target.write(pretty(line, colour)) };
}

function pretty(line: string, colour: boolean): string {
  const record = parse(line);
  if (record === undefined) return line;
  const level = String(record.level);
  const label = level.toUpperCase().padEnd(5);
  const shown = colour ? `\u001b[${COLOURS[level] ?? '0'}m${label}\u001b[0m` : label;
  const stacks: string[] = [];
  const fields = Object.entries(record)
    .filter(([key]) => !DROPPED.has(key))
    .map(([key, value]) => `${key}=${show(value, stacks)}`);
  const head = [String(record.time).slice(11, 23), shown, `[${record.service}]`, record.message, ...fields];
  return `${[head.join(' '), ...stacks].join('\n')}\n`;
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function show(value: unknown, stacks: string[]): string {
  if (typeof value === 'string') return /\s/.test(value) ? JSON.stringify(value) : value;
  const { stack, ...rest } = (typeof value === 'object' && value !== null ? value : {}) as {
    stack?: unknown;
  };
  if (typeof stack !== 'string') return JSON.stringify(value);
  stacks.push(stack.replace(/^/gm, '    '));
  return JSON.stringify(rest);
}
