/** `--rounds=3` over the defaults. Throws, naming what there is, for anything else. */
export function readNumbers<Options extends Readonly<Record<string, number>>>(
  argv: readonly string[],
  defaults: Options,
): Options {
  const given: Record<string, number> = { ...defaults };
  for (const argument of argv) {
    const [, name = '', value = ''] = /^--([a-z-]+)=(\d+)$/.exec(argument) ?? [];
    if (!(name in defaults) || Number(value) < 1) {
      const known = Object.entries(defaults).map(([option, value]) => `--${option}=${value}`);
      throw new Error(`"${argument}" is not understood. There are: ${known.join(' ')}`);
    }
    given[name] = Number(value);
  }
  return given as Options;
}
