import { badInput } from '@lastmile/kernel/refusal';
import { countryCode } from '../input/contact.ts';
import { optionalText, requiredText } from '../input/text.ts';

/** Whether the network reaches the address; null until somebody has looked. */
export type AddressCoverage = 'SERVED' | 'PLANNED' | 'NOT_SERVED';

export interface Place {
  readonly country: string;
  readonly postalCode: string;
  readonly city: string;
  readonly street: string;
  readonly houseNumber: string;
  readonly unit: string | null;
  readonly directions: string | null;
}

/** A place as it is kept, from what was written. Throws BAD_INPUT naming the field. */
export function checkPlace(
  given: {
    readonly [Field in keyof Place]?: string | null | undefined;
  },
): Place {
  const postalCode = requiredText('postalCode', given.postalCode, 12).toUpperCase();
  if (!/^[A-Z0-9][A-Z0-9 -]*$/.test(postalCode))
    throw badInput('postalCode', 'write it with letters, digits, spaces and dashes only');
  return {
    country: countryCode('country', given.country ?? ''),
    postalCode,
    city: requiredText('city', given.city),
    street: requiredText('street', given.street, 200),
    houseNumber: requiredText('houseNumber', given.houseNumber, 20),
    unit: optionalText('unit', given.unit, 50),
    directions: optionalText('directions', given.directions, 500),
  };
}

/** Whether an application for the address can be approved: a planned network may be sold, a missing one may not. */
export function canBeConnected(coverage: AddressCoverage | null): boolean {
  return coverage !== 'NOT_SERVED';
}
