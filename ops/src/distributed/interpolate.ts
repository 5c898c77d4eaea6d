export type Variables = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}$]*))?\}|)/g;

/**
 * Compose's interpolation: `$NAME`, `${NAME}`, `${NAME:-otherwise}`, `${NAME:?why}`, `${NAME:+instead}` (without the
 * colon an empty text counts as given), `$$`. A variable that is not given is an empty text, as it is for Compose.
 * Throws on anything else that begins with `$`, nested references included.
 */
export function interpolate(text: string, variables: Variables, place: string): string {
  return text.replace(
    REFERENCE,
    (whole, dollar?: string, bare?: string, name = '', operator?: string, more = '') => {
      if (dollar) return '$';
      if (whole === '$')
        throw new Error(`${place}: "${text}" has a $ that begins no variable; write $$ for a $.`);
      if (bare) return variables[bare] ?? '';
      return resolve(name, operator, more, variables, place);
    },
  );
}

function resolve(name: string, operator = '', more: string, variables: Variables, place: string): string {
  const value = variables[name];
  const given = operator.startsWith(':') ? Boolean(value) : value !== undefined;
  if (operator.endsWith('+')) return given ? more : '';
  if (given) return value ?? '';
  if (operator.endsWith('-')) return more;
  if (operator.endsWith('?')) {
    throw new Error(`${place}: the variable ${name} is not set: ${more || 'it is needed'}`);
  }
  return '';
}

/** Every text in a document, at any depth; keys stay as they are. */
export function interpolateAll(value: unknown, variables: Variables, place = ''): unknown {
  if (typeof value === 'string') return interpolate(value, variables, place);
  if (Array.isArray(value)) {
    return value.map((item, at) => interpolateAll(item, variables, `${place}[${at}]`));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => {
    return [key, interpolateAll(child, variables, place ? `${place}.${key}` : key)];
  });
  return Object.fromEntries(entries);
}
