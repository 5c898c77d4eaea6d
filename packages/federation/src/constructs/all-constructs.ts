import type { Construct } from './construct.ts';
import * as keys from './keys.ts';

/** Every construct of federation that is planned and run here. */
export const constructs: Readonly<Record<string, Construct>> = {
  '@key of one field': keys.singleKey,
  'several @keys': keys.severalKeys,
  '@key of several fields': keys.compositeKey,
  'nested @keys': keys.nestedKeys,
  '@key(resolvable: false) and external keys': keys.unresolvableKeys,
};
