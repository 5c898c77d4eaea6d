/** Raw SQL with `$1` parameters; see column-types.ts for what values and columns become. */
export type Query = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;
