import { badInput } from '@lastmile/kernel/refusal';
import type { Variable } from 'liquidjs';
import type { TemplateText } from './template.ts';
import { createEngine, parseTemplate, templateSizeMax } from './template-engine.ts';

/** What the texts of a template may name: the roots, and their fields where those are known beforehand. */
export interface Visible {
  readonly event: readonly string[];
  /** The query's fields at its root, by alias. */
  readonly data: readonly string[];
}

const place = { locale: 'en', timeZone: 'UTC' };
const recipientFields = ['displayName', 'locale'];
const linkFields = ['home'];

/** Throws BAD_INPUT naming the part and what is wrong with it: syntax, unknown tags and filters, unknown names. */
export function checkTexts(texts: TemplateText, visible: Visible): void {
  if (texts.subject.trim() === '') throw badInput('subject', 'a letter has a subject');
  if (texts.textBody.trim() === '')
    throw badInput('textBody', 'a letter has a text; html alone is not enough');
  const fields = { ...visible, recipient: recipientFields, links: linkFields };
  checkPart('subject', texts.subject, fields);
  checkPart('textBody', texts.textBody, fields);
  if (texts.htmlBody !== null) checkPart('htmlBody', texts.htmlBody, fields);
}

type Fields = Readonly<Record<string, readonly string[]>>;

function checkPart(part: string, source: string, fields: Fields): void {
  if (source.length > templateSizeMax) {
    throw badInput(part, `at most ${templateSizeMax} characters, these are ${source.length}`);
  }
  for (const variable of globalsOf(part, source)) {
    const fault = faultOf(variable, fields);
    if (fault) throw badInput(part, `line ${variable.location.row}: ${fault}`);
  }
}

function globalsOf(part: string, source: string): readonly Variable[] {
  try {
    const engine = createEngine(part === 'htmlBody' ? 'html' : 'text', place);
    const { globals } = engine.analyzeSync(parseTemplate(engine, source), { partials: false });
    return Object.values(globals).flat();
  } catch (fault) {
    throw badInput(part, fault instanceof Error ? fault.message : String(fault));
  }
}

function faultOf({ segments }: Variable, fields: Fields): string | undefined {
  const [root, field] = segments.map((segment) => (typeof segment === 'object' ? null : String(segment)));
  const known = root && Object.hasOwn(fields, root) ? fields[root] : undefined;
  if (!known) {
    return `there is no ${JSON.stringify(root)}; there are ${Object.keys(fields).join(', ')}`;
  }
  if (typeof field === 'string' && !known.includes(field)) {
    return `${root} has no ${JSON.stringify(field)}; it has ${known.join(', ') || 'nothing: the template has no query'}`;
  }
  return undefined;
}
