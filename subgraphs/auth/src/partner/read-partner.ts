import { type Permission, partnerPermissions } from '@lastmile/kernel/permission';
import { badInput } from '@lastmile/kernel/refusal';
import type { AuthWork } from '../auth.ts';
import { MoreThanYouHold } from '../role/role.type.ts';
import { notHeld } from '../role/staff-scope.ts';
import { type PartnerRow, scopeOf } from './partner.store.ts';

export const defaultQuotas = { quotaPerMinute: 6_000, quotaPerDay: 1_000_000 } as const;

const quotaMax = 1_000_000_000;
const grantable: ReadonlySet<string> = new Set(partnerPermissions);

/** Throws BAD_INPUT. */
export function readPartnerName(name: string): string {
  if (!/^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){1,39}$/.test(name)) {
    throw badInput('name', '2 to 40 lower-case letters, digits and single hyphens, the first one a letter');
  }
  return name;
}

/** One line. Throws BAD_INPUT. */
export function readLine(field: string, given: string, lengthMax: number): string {
  const text = given.normalize('NFC').trim();
  if (!text || text.length > lengthMax || /\p{Cc}/u.test(text)) {
    throw badInput(field, `1 to ${lengthMax} characters on one line`);
  }
  return text;
}

/** Throws BAD_INPUT. */
export function readQuota(field: string, given: number): number {
  if (given < 1 || given > quotaMax) throw badInput(field, `a cost from 1 to ${quotaMax}`);
  return given;
}

/** Sorted and each once. Throws BAD_INPUT for what is no permission, or one by which rights are given. */
export function readPartnerPermissions(names: readonly string[]): Permission[] {
  const wrong = names.find((name) => !grantable.has(name));
  if (wrong !== undefined) {
    throw badInput(
      'permissions',
      `${JSON.stringify(wrong)} is no permission that a partner can have; the query "permissions" lists them, those of users, roles, partners and operations are for staff alone`,
    );
  }
  return [...new Set(names as readonly Permission[])].sort();
}

/** Nobody gives a partner, or takes from it, what they do not hold themselves. Throws MoreThanYouHold. */
export function assertHolds({ actor }: Pick<AuthWork, 'actor'>, partner: PartnerRow): void {
  const missing = notHeld(actor, partner.permissions, scopeOf(partner));
  if (missing.length > 0) throw new MoreThanYouHold(missing);
}
