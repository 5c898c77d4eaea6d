import { registerEnumType } from 'type-graphql';

/** A GraphQL enum whose values are kept as they are called; `Value` makes sure that none is made up. */
export function enumOf<Value extends string>(
  name: string,
  values: Readonly<Record<Value, string | null>>,
): Readonly<Record<Value, Value>> {
  const members = Object.fromEntries(Object.keys(values).map((value) => [value, value]));
  const described = Object.entries<string | null>(values).filter(([, description]) => description !== null);
  registerEnumType(members, {
    name,
    valuesConfig: Object.fromEntries(
      described.map(([value, description]) => [value, { description }]),
    ) as never,
  });
  return members as Readonly<Record<Value, Value>>;
}
