import { parseSync } from '@swc/core';
import type { Source } from './read-sources.ts';

export interface LongFunction {
  readonly line: number;
  readonly lines: number;
}

interface Node {
  readonly type?: string;
  readonly span?: { readonly start: number; readonly end: number };
}

const functionTypes = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
]);

/** Functions that are longer than `linesMax`; a function of a test (`describe`, `it`) may be as long as its cases. */
export function longFunctions({ path, text }: Source, linesMax: number): LongFunction[] {
  const syntax = path.endsWith('.ts')
    ? ({ syntax: 'typescript', decorators: true } as const)
    : ({ syntax: 'ecmascript' } as const);
  const module = parseSync(text, { ...syntax, target: 'es2022' });
  // Positions count bytes from 1, across everything that was parsed before in this process.
  const bytes = Buffer.from(text);
  const offset = module.span.start - leadingBytes(text);
  const lineAt = (position: number) =>
    bytes
      .subarray(0, position - offset)
      .toString()
      .split('\n').length;
  const found: LongFunction[] = [];
  visit(module, (node) => {
    if (!functionTypes.has(node.type ?? '') || !node.span) return;
    const first = lineAt(node.span.start);
    const lines = lineAt(node.span.end) - first + 1;
    if (lines > linesMax) found.push({ line: first, lines });
  });
  return found;
}

/** The module's span begins at its first statement. */
function leadingBytes(text: string): number {
  const blank = /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/|#![^\n]*\n)*/.exec(text)?.[0] ?? '';
  return Buffer.byteLength(blank);
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, see);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value) see(value as Node);
  for (const child of Object.values(value)) visit(child, see);
}
