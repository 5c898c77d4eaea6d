/** What is wrong with a column's annotation in a Prisma schema. */
export interface AnnotationFault {
  readonly file: string;
  readonly line: number;
  readonly model: string;
  readonly column: string;
  readonly problem: string;
}

/** What a column's annotation says about it. */
export type DataClass =
  | { readonly kind: 'none' }
  | { readonly kind: 'personal'; readonly of: Subject; readonly keep: string };
export type Subject = 'customer' | 'user' | 'staff' | 'recipient';

export interface AnnotatedColumn {
  readonly model: string;
  readonly column: string;
  readonly data: DataClass;
}

interface Field {
  readonly line: number;
  readonly model: string;
  readonly column: string;
  readonly type: string;
  readonly comment: string;
}

/**
 * Reads the trailing `/// @data(none)` or `/// @data(personal, of: customer|user|staff|recipient, keep: "<how long>")`
 * of every scalar column of a Prisma schema. Relations need none. Export, erasure and redaction are made from `columns`.
 */
export function readAnnotations(
  schema: string,
  file: string,
): { columns: AnnotatedColumn[]; faults: AnnotationFault[] } {
  const columns: AnnotatedColumn[] = [];
  const faults: AnnotationFault[] = [];
  for (const { line, model, column, comment } of scalarFields(schema)) {
    const data = parseComment(comment);
    if (typeof data === 'string') faults.push({ file, line, model, column, problem: data });
    else columns.push({ model, column, data });
  }
  return { columns, faults };
}

/** A fault as one line that an editor can follow. */
export function describeFault({ file, line, model, column, problem }: AnnotationFault): string {
  return `${file}:${line} ${model}.${column}: ${problem}`;
}

const EXAMPLE = '/// @data(none) or /// @data(personal, of: customer, keep: "10 years after the contract")';
const PERSONAL = /^personal\s*,\s*of:\s*([\w-]+)\s*,\s*keep:\s*"([^"]*)"$/;
const SUBJECTS: readonly string[] = ['customer', 'user', 'staff', 'recipient'];

function parseComment(comment: string): DataClass | string {
  const marks = [...comment.matchAll(/@data\(((?:[^()"]|"[^"]*")*)\)/g)];
  if (marks.length === 0)
    return comment.includes('@data')
      ? `is not well formed; write ${EXAMPLE}`
      : `says nothing about its data; add ${EXAMPLE}`;
  if (marks.length > 1) return 'has two @data annotations; keep one';
  const words = (marks[0]?.[1] ?? '').trim();
  if (words === 'none') return { kind: 'none' };
  const [, of = '', keep = ''] = PERSONAL.exec(words) ?? [];
  if (of === '') return `has @data(${words}), which is not well formed; write ${EXAMPLE}`;
  if (!SUBJECTS.includes(of)) return `is of "${of}"; it must be of ${SUBJECTS.join(', ')}`;
  if (keep.trim() === '') return 'does not say how long it is kept; fill in keep: "…"';
  return { kind: 'personal', of: of as Subject, keep };
}

function scalarFields(schema: string): Field[] {
  const fields = allFields(schema);
  const models = new Set(blocksOf(schema).map(({ name }) => name));
  return fields.filter(({ type }) => !models.has(type));
}

function allFields(schema: string): Field[] {
  return blocksOf(schema).flatMap(({ name, lines }) => lines.flatMap((line) => readField(name, line)));
}

interface Block {
  readonly name: string;
  readonly lines: { readonly number: number; readonly text: string }[];
}

function blocksOf(schema: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const [index, raw] of schema.split(/\r?\n/).entries()) {
    const text = raw.trim();
    const start = /^(?:model|view|type)\s+(\w+)\s*\{/.exec(text);
    if (start?.[1]) {
      open = { name: start[1], lines: [] };
      blocks.push(open);
    } else if (/^\}/.test(text)) open = undefined;
    else open?.lines.push({ number: index + 1, text });
  }
  return blocks;
}

function readField(model: string, { number, text }: Block['lines'][number]): Field[] {
  const field = /^(\w+)\s+(\w+)/.exec(text);
  if (!field?.[1] || !field[2] || text.startsWith('//')) return [];
  return [{ line: number, model, column: field[1], type: field[2], comment: trailingComment(text) }];
}

/** What follows `///` outside of quotes; a mere `//` is no documentation for Prisma. */
function trailingComment(text: string): string {
  const [, comment = ''] = /^(?:[^"/]|"(?:[^"\\]|\\.)*"|\/(?!\/))*(\/\/.*)$/.exec(text) ?? [];
  return comment.startsWith('///') ? comment.slice(3) : '';
}
