import { createHash } from 'node:crypto';
import { Refusal } from '@lastmile/kernel/refusal';
import { customerCreated } from '@lastmile/messaging/events/customer/customer';
import type { CustomerContext, CustomerWork } from '../customer-domain.ts';
import { requiredText } from '../input/text.ts';
import { emitMembershipAdded } from '../membership/membership.event.ts';
import { countOwned, insertMembership } from '../membership/membership.store.ts';
import { regionNamed } from '../region/region.store.ts';
import type { CreatedCustomer } from './created-customer.ts';
import { emitCustomer } from './customer.event.ts';
import { CustomerKeyReused, CustomerLimitReached } from './customer.problem.ts';
import { insertCustomer } from './customer.store.ts';
import { type CustomerKind, checkParticulars } from './customer.ts';
import { claimAnswer, keepAnswer } from './given-answer.store.ts';

/** Texts as they were written; see checkParticulars for what each has to be. */
export interface WrittenParticulars {
  readonly kind: CustomerKind;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly companyName?: string | null;
  readonly registrationNumber?: string | null;
  readonly taxId?: string | null;
  readonly email: string;
  readonly phone?: string | null;
  readonly locale?: string | null;
}

export interface CreateCustomer extends WrittenParticulars {
  readonly regionId?: string | null;
  readonly idempotencyKey?: string | null;
}

/**
 * A user makes a customer of their own and becomes its owner. With a key, the same input has one effect and one answer.
 * Throws UNAUTHENTICATED, BAD_INPUT, CustomerKeyReused, CustomerLimitReached.
 */
export async function createCustomer(
  context: CustomerContext,
  input: CreateCustomer,
): Promise<CreatedCustomer> {
  const { actor } = context;
  context.assertMay('customer:create', { userId: actor.id });
  if (actor.kind !== 'user')
    throw new Refusal('FORBIDDEN', 'Only a user makes a customer of their own; use registerCustomer.');
  const particulars = checkParticulars(input.kind, input, context.settings.defaultLocale);
  const created = await context.transaction(async (work) => {
    const claim = claimOf(input);
    const given = claim && (await claimAnswer(work, claim));
    if (given) return given;
    const region = await regionNamed(work, input.regionId);
    const answer = await makeOwned(work, {
      ...particulars,
      segment: work.settings.defaultSegment[input.kind],
      regionId: region.id,
      legalEntityId: region.legalEntityId,
    });
    if (claim) await keepAnswer(work, claim, answer);
    return answer;
  });
  context.announceMembershipVersion(created.actorVersion);
  return created;
}

async function makeOwned(
  work: CustomerWork,
  customer: Parameters<typeof insertCustomer>[1],
): Promise<CreatedCustomer> {
  const row = await insertCustomer(work, customer);
  const membership = await insertMembership(work, {
    customerId: row.id,
    userId: work.actor.id,
    role: 'owner',
    regionId: row.regionId,
    legalEntityId: row.legalEntityId,
  });
  // The version's row is locked by now, so that two at once do not both find room below the limit.
  const limit = work.settings.profilesPerUserMax;
  if ((await countOwned(work, work.actor.id)) > limit) throw new CustomerLimitReached(limit);
  emitCustomer(work, customerCreated, row);
  emitMembershipAdded(work, membership);
  return { customerId: row.id, actorVersion: membership.userVersion };
}

function claimOf({ idempotencyKey, ...input }: CreateCustomer) {
  if (idempotencyKey === null || idempotencyKey === undefined) return null;
  const sorted = Object.entries(input)
    .filter(([, value]) => value !== null && value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    operation: 'createCustomer',
    key: requiredText('idempotencyKey', idempotencyKey, 100),
    inputHash: createHash('sha256').update(JSON.stringify(sorted)).digest('hex'),
    reused: () => new CustomerKeyReused(),
  };
}
