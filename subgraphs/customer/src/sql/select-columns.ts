/** The list of a SELECT that gives rows of this shape: each of their fields from a column or an expression. */
export function selectColumns<Row extends object>(
  columns: {
    readonly [Field in keyof Required<Row>]: string;
  },
): string {
  return Object.entries<string>(columns)
    .map(([field, column]) => `${column} as "${field}"`)
    .join(', ');
}
