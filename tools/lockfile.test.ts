import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface Locked {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
const locked = Object.entries((JSON.parse(text) as { packages: Record<string, Locked> }).packages);

describe('the lockfile', () => {
  // npm writes only those of the machine at hand when node_modules was there before the lockfile, and with such a
  // lockfile other platforms get none: no turbo, no compiler, no start.
  it('names the binaries of every platform', () => {
    const names = new Set(locked.map(([path]) => path.split('node_modules/').at(-1)));
    const missing = locked.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !names.has(name))
        .map((name) => `${name}, of ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry: everybody installs from their own', () => {
    expect(locked.filter(([, { resolved }]) => /^\w+:/.test(resolved ?? ''))).toEqual([]);
  });
});
