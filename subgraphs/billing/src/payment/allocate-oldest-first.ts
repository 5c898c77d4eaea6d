import { type Money, smallest } from '@lastmile/kernel/money';

export interface Credit {
  readonly paymentId: string;
  readonly left: Money;
}

export interface Claim {
  readonly invoiceId: string;
  readonly open: Money;
}

export interface PlannedAllocation {
  readonly paymentId: string;
  readonly invoiceId: string;
  readonly amount: Money;
}

/**
 * Puts what is left of payments against open invoices, both in the order given (oldest first), until one of them is
 * used up. What remains of the payments stays as the account's credit.
 */
export function allocateOldestFirst(
  credits: readonly Credit[],
  claims: readonly Claim[],
): PlannedAllocation[] {
  const planned: PlannedAllocation[] = [];
  const open = claims.map((claim) => ({ ...claim }));
  for (const credit of credits) {
    let left = credit.left;
    for (const claim of open) {
      if (!left.isPositive) break;
      if (!claim.open.isPositive) continue;
      const amount = smallest(left, claim.open);
      planned.push({ paymentId: credit.paymentId, invoiceId: claim.invoiceId, amount });
      left = left.minus(amount);
      claim.open = claim.open.minus(amount);
    }
  }
  return planned;
}
