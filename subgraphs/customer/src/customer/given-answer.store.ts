import type { CustomerWork } from '../customer-domain.ts';
import type { CreatedCustomer } from './created-customer.ts';

export interface Claim {
  readonly operation: string;
  readonly key: string;
  /** SHA-256 of the input: the input itself is not kept. */
  readonly inputHash: string;
  readonly reused: () => Error;
}

interface GivenRow {
  readonly inputHash: string;
  readonly customerId: string | null;
  readonly membershipVersion: number | null;
}

/**
 * Takes the key for this transaction, or gives the answer that was given for it. Somebody else who is using it right
 * now is waited for. Throws what `reused` makes if the key was used with another input.
 */
export async function claimAnswer(work: CustomerWork, claim: Claim): Promise<CreatedCustomer | null> {
  const taken = await work.query(
    `insert into given_answers (actor_id, operation, key, input_hash, created_at) values ($1, $2, $3, $4, $5)
      on conflict do nothing returning actor_id`,
    [work.actor.id, claim.operation, claim.key, claim.inputHash, work.clock.now()],
  );
  if (taken.length > 0) return null;
  const [given] = await work.query<GivenRow>(
    `select input_hash as "inputHash", customer_id as "customerId", membership_version as "membershipVersion"
      from given_answers where actor_id = $1 and operation = $2 and key = $3`,
    [work.actor.id, claim.operation, claim.key],
  );
  if (!given?.customerId || given.membershipVersion === null || given.inputHash !== claim.inputHash)
    throw claim.reused();
  return { customerId: given.customerId, actorVersion: given.membershipVersion };
}

export async function keepAnswer(work: CustomerWork, claim: Claim, answer: CreatedCustomer): Promise<void> {
  await work.query(
    `update given_answers set customer_id = $4, membership_version = $5
      where actor_id = $1 and operation = $2 and key = $3`,
    [work.actor.id, claim.operation, claim.key, answer.customerId, answer.actorVersion],
  );
}
