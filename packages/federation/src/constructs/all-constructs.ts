import * as abstract from './abstract.ts';
import type { Construct } from './construct.ts';
import { enumsAndInputs } from './enums-and-inputs.ts';
import { fromContext } from './from-context.ts';
import { inaccessible } from './inaccessible.ts';
import * as entities from './interface-object.ts';
import * as keys from './keys.ts';
import { literals } from './literals.ts';
import { mutations } from './mutations.ts';
import { nullability } from './nullability.ts';
import { override } from './override.ts';
import * as provides from './provides.ts';
import * as variants from './required-variants.ts';
import * as requires from './requires.ts';
import * as shareable from './shareable.ts';

/** Every construct of federation that is planned and run here. */
export const constructs: Readonly<Record<string, Construct>> = {
  '@key of one field': keys.singleKey,
  'several @keys': keys.severalKeys,
  '@key of several fields': keys.compositeKey,
  'nested @keys': keys.nestedKeys,
  '@key(resolvable: false) and external keys': keys.unresolvableKeys,
  '@requires': requires.requiredFields,
  '@requires with arguments': requires.requiredArguments,
  '@requires with arguments, in fragments': variants.splitFragments,
  '@requires with arguments below arguments': variants.nestedVariants,
  '@requires with arguments of abstract types': variants.abstractVariants,
  '@requires of abstract types': requires.requiredAbstract,
  '@provides': provides.providedFields,
  '@provides through abstract types': provides.providedAbstract,
  '@override': override,
  '@shareable': shareable.shareable,
  '@shareable roots': shareable.sharedRoots,
  unions: abstract.unions,
  interfaces: abstract.interfaces,
  '@interfaceObject': entities.interfaceObject,
  'entity interfaces': entities.entityInterface,
  'enums and inputs that differ': enumsAndInputs,
  'literals as they are written': literals,
  '@inaccessible and @tag': inaccessible,
  '@context and @fromContext': fromContext,
  nullability,
  mutations,
};
