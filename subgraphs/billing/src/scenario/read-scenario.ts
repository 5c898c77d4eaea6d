import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Scenario {
  readonly id: string;
  readonly given: string;
  readonly expect: unknown;
}

const { scenarios } = JSON.parse(readFileSync(join(import.meta.dirname, 'scenarios.json'), 'utf8')) as {
  scenarios: Scenario[];
};

/** What an established billing engine asserts, by its id; sources stand in the file. */
export function readScenario(id: string): Scenario {
  const scenario = scenarios.find((each) => each.id === id);
  if (!scenario) throw new Error(`There is no scenario ${id}`);
  return scenario;
}

export const rowsOf = (id: string) =>
  (readScenario(id).expect as unknown[]).filter((row): row is [string, string, string] => Array.isArray(row));
