import { z } from 'zod';

/** What a process is told from outside: `process.env`, or a record in tests. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A process that is told something wrong does not start; every fault is named at once. */
export class BadSettings extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Settings are missing or wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'BadSettings';
    this.problems = problems;
  }
}

/** Reads groups of settings one after the other. Throws one BadSettings with the faults of them all. */
export function readTogether<Groups extends Readonly<Record<string, unknown>>>(
  readers: {
    readonly [Name in keyof Groups]: () => Groups[Name];
  },
): Groups {
  const problems: string[] = [];
  const groups: Partial<Groups> = {};
  for (const name of Object.keys(readers) as (keyof Groups)[]) {
    try {
      groups[name] = readers[name]();
    } catch (error) {
      if (!(error instanceof BadSettings)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new BadSettings(problems);
  return groups as Groups;
}

/**
 * Reads and checks settings once, at start. Keys of the schema are the environment's names; an empty text counts as
 * absent. Values are never repeated in errors, since they may be secrets.
 */
export function readSettings<Schema extends z.ZodObject>(schema: Schema, env: Environment): z.infer<Schema> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, env[name] === '' ? undefined : env[name]]),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new BadSettings(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

const weak = /^(secret|changeme|change-me|password|default|test|dev|example|lastmile)/i;

/** A secret of at least 32 characters; in production neither a default nor an obvious one. */
export function secretSetting(production: boolean) {
  return z
    .string({ error: 'a secret is needed: make one with `openssl rand -base64 48`' })
    .min(32, 'a secret has at least 32 characters: make one with `openssl rand -base64 48`')
    .refine((text) => !production || (!weak.test(text) && new Set(text).size >= 12), {
      message:
        'this secret is a default or too simple for production: make one with `openssl rand -base64 48`',
    });
}

export const portSetting = z.coerce.number().int().min(0).max(65_535);
export const booleanSetting = z.enum(['true', 'false']).transform((text) => text === 'true');
