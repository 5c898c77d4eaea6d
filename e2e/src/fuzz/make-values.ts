import type { SeededRandom } from '../kill/seeded-random.ts';

export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/** Names that every JavaScript object has, and others that are not like names. */
export const hostileNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'prototype',
  '__typename',
];

/** Some JSON value, of whatever kind. */
export function anyValue(random: SeededRandom, depth = 0): Value {
  const kind = random.whole(0, depth > 3 ? 6 : 9);
  switch (kind) {
    case 0:
      return null;
    case 1:
      return random.pick([true, false]);
    case 2:
      return random.pick([0, -1, 1e21, 0.1, 2 ** 53, -0]);
    case 3:
      return random.pick(['', ' ', 'null', '{}', '\u0000', '\ud800', '{{7*7}}', '../../etc/passwd', '%00']);
    case 4:
      return random.pick(hostileNames);
    case 5:
      return 'x'.repeat(random.pick([10, 1_000, 50_000]));
    case 6:
      return String(random.whole(0, 1e9));
    case 7:
      return Array.from({ length: random.whole(0, 4) }, () => anyValue(random, depth + 1));
    default: {
      const names = [...hostileNames, 'id', 'first', 'input', 'query', 'a'];
      const entries = Array.from({ length: random.whole(0, 4) }, () => [
        random.pick(names),
        anyValue(random, depth + 1),
      ]);
      // So that `__proto__` is a property like any other, as JSON.parse makes it.
      return JSON.parse(
        `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
      );
    }
  }
}
