import { registerEnumType } from 'type-graphql';

/** A GraphQL enum of a list of words; what resolvers see are the words themselves. */
export function enumOf<const Word extends string>(
  name: string,
  words: readonly Word[],
  description?: string,
): { readonly [Key in Word]: Key } {
  const values = Object.fromEntries(words.map((word) => [word, word])) as { [Key in Word]: Key };
  registerEnumType(values, { name, ...(description && { description }) });
  return values;
}
