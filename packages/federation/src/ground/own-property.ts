/**
 * A client may name an alias `constructor` or `__proto__`. Plain property access on an answer would then
 * read or replace what Object.prototype holds, so generated code treats exactly these names with care.
 */
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

export function isInherited(name: string): boolean {
  return inherited.has(name);
}

export function readOwn(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

export function writeOwn(object: object, name: string, value: unknown): void {
  if (isInherited(name)) {
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    (object as Record<string, unknown>)[name] = value;
  }
}

/** Source text that reads `name` of the variable `object`; `own` must be `readOwn` in that scope. */
export function emitRead(object: string, name: string): string {
  return isInherited(name) ? `own(${object}, ${JSON.stringify(name)})` : `${object}.${name}`;
}

/** Source text that writes `value` to `name` of the variable `object`; `write` must be `writeOwn` in that scope. */
export function emitWrite(object: string, name: string, value: string): string {
  return isInherited(name)
    ? `write(${object}, ${JSON.stringify(name)}, ${value});`
    : `${object}.${name} = ${value};`;
}

/** Source text of a key in an object literal; computed, because a literal `__proto__:` sets the prototype. */
export function emitKey(name: string): string {
  return isInherited(name) ? `[${JSON.stringify(name)}]` : name;
}
