import { Context, toValueSync } from 'liquidjs';
import type { Place } from './local-filters.ts';
import type { TemplateText } from './template.ts';
import { Budget, createEngine, type Mode, parseTemplate, renderedSizeMax } from './template-engine.ts';

/** A template that cannot be made into a letter; the message names line and column. */
export class TemplateFault extends Error {
  /** It took too long: the template's fault, or that of a machine with too much to do. */
  readonly outOfTime: boolean;

  constructor(part: string, cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    super(`${part}: ${message}`);
    this.name = 'TemplateFault';
    this.outOfTime = /^template render limit exceeded/.test(message);
  }
}

/** All that a template can see. */
export interface Scope {
  /** What the event says. */
  readonly event: unknown;
  /** What the query answered. */
  readonly data: unknown;
  readonly recipient: { readonly displayName: string | null; readonly locale: string | null };
  readonly links: { readonly home: string };
}

export interface RenderedText {
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

const subjectLengthMax = 200;

/** Renders a letter's three texts. Throws TemplateFault. */
export function renderTexts(template: TemplateText, scope: Scope, place: Place): RenderedText {
  const given = bare(scope) as object;
  const subject = renderPart('subject', template.subject, 'text', given, place)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, subjectLengthMax);
  if (subject === '') throw new TemplateFault('subject', 'it came out empty');
  const text = renderPart('textBody', template.textBody, 'text', given, place);
  const html =
    template.htmlBody === null ? null : renderPart('htmlBody', template.htmlBody, 'html', given, place);
  return { subject, text, html };
}

function renderPart(part: string, source: string, mode: Mode, scope: object, place: Place): string {
  try {
    const engine = createEngine(mode, place, new Budget());
    const emitter = new BoundedEmitter();
    const context = new Context(scope, engine.options, { sync: true }, { liquid: engine });
    toValueSync(engine.renderer.renderTemplates(parseTemplate(engine, source), context, emitter));
    return emitter.buffer;
  } catch (fault) {
    throw new TemplateFault(part, fault);
  }
}

/** Literal text in a loop grows too. */
class BoundedEmitter {
  buffer = '';

  write(text: unknown): void {
    this.buffer += String(text);
    if (this.buffer.length > renderedSizeMax) {
      throw new Error(`The text is longer than ${renderedSizeMax} characters`);
    }
  }
}

/** A copy without prototypes and functions: a template reaches what it was given and nothing behind it. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? null : value;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, inner] of Object.entries(value)) copy[key] = bare(inner);
  return copy;
}
