/** Everything that differs from what was expected, by place: one look says what is wrong with the whole matrix. */
export async function differences<Case>(
  cases: readonly Case[],
  look: (one: Case) => Promise<readonly [place: string, got: unknown, expected: unknown] | undefined>,
): Promise<string[]> {
  const found: string[] = [];
  for (const one of cases) {
    const seen = await look(one);
    if (!seen) continue;
    const [got, expected] = [JSON.stringify(seen[1]), JSON.stringify(seen[2])];
    if (got !== expected) found.push(`${seen[0]}: ${got} instead of ${expected}`);
  }
  return found;
}
