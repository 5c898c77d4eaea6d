import { filters, Liquid, type Template, tags } from 'liquidjs';
import { localFilters, type Place } from './local-filters.ts';

export type Mode = 'text' | 'html';

/** Tags that only choose and repeat what is given; nothing that reads other templates or files. */
const allowedTags = [
  'assign',
  'break',
  'capture',
  'case',
  'comment',
  'continue',
  'cycle',
  'echo',
  'for',
  'if',
  'raw',
  'unless',
  '#',
];

/** Without `raw` (it would put values unescaped into HTML), without arithmetic (amounts are not floats). */
const allowedFilters = [
  'append',
  'capitalize',
  'compact',
  'concat',
  'default',
  'downcase',
  'first',
  'join',
  'last',
  'lstrip',
  'map',
  'prepend',
  'remove',
  'replace',
  'replace_first',
  'reverse',
  'rstrip',
  'size',
  'slice',
  'sort',
  'sort_natural',
  'split',
  'strip',
  'strip_newlines',
  'truncate',
  'truncatewords',
  'uniq',
  'upcase',
  'url_encode',
  'where',
];

export const templateSizeMax = 64 * 1024;
export const renderedSizeMax = 256 * 1024;
/** By the clock on the wall, so that a machine with much to do needs some room. */
const renderMsMax = 1_000;
/** Characters and list items that filters and ranges may make while one text is rendered. */
const memoryMax = 1_000_000;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** What one text may write in all, in characters; captured text counts too. */
export class Budget {
  #left = renderedSizeMax;

  take(text: string): string {
    this.#left -= text.length;
    if (this.#left < 0) throw new Error(`The text is longer than ${renderedSizeMax} characters`);
    return text;
  }
}

/** An engine for one rendering: strict, without file system, with the filters of a language and place. */
export function createEngine(mode: Mode, place: Place, budget = new Budget()): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    templates: {},
    dynamicPartials: false,
    relativeReference: false,
    parseLimit: templateSizeMax,
    renderLimit: renderMsMax,
    memoryLimit: memoryMax,
    outputEscape: (value: unknown) => budget.take(written(value, mode)),
  });
  for (const name of Object.keys(tags)) if (!allowedTags.includes(name)) delete engine.tags[name];
  for (const name of Object.keys(filters)) if (!allowedFilters.includes(name)) engine.unregisterFilter(name);
  for (const [name, filter] of Object.entries(localFilters(place))) engine.registerFilter(name, filter);
  return engine;
}

function written(value: unknown, mode: Mode): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') {
    throw new Error('An object or a list has no text of its own: name one of its fields');
  }
  const text = String(value);
  return mode === 'html' ? text.replace(/[&<>"']/g, (character) => escapes[character] ?? '') : text;
}

/** Parses strictly: unknown tags and filters, and what is not closed, are faults. */
export function parseTemplate(engine: Liquid, source: string): Template[] {
  return engine.parse(source);
}
