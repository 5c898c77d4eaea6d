import { Directive } from 'type-graphql';

/** Of what is no object of its own (`Inherited`): contracts show it with what leads to it. */
export const inheritedTag = 'inherited';

/**
 * Names a part of the graph that a partner can be shown by itself (https://specs.apollo.dev/tag/v0.3): on fields, of
 * root types too, or on a type for all its fields.
 */
export function Tag(name: string): ReturnType<typeof Directive> {
  return Directive(`@tag(name: "${name}")`);
}
