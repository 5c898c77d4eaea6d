import { isId } from '@lastmile/kernel/id';
import { notFound } from '@lastmile/kernel/refusal';
import type { CustomerWork } from '../customer-domain.ts';
import { UserDeactivated } from './user.problem.ts';

export type UserStatus = 'ACTIVE' | 'DEACTIVATED';

/** Remembers what auth says of a user. */
export async function rememberUser(work: CustomerWork, userId: string, status: UserStatus): Promise<void> {
  await work.query(
    `insert into known_users (user_id, status) values ($1, $2)
      on conflict (user_id) do update set status = excluded.status`,
    [userId, status],
  );
}

/** The id of a user who may act for somebody. Throws NOT_FOUND, UserDeactivated. */
export async function assertActiveUser(work: CustomerWork, userId: string): Promise<string> {
  const [user] = isId(userId)
    ? await work.query<{ status: UserStatus }>('select status from known_users where user_id = $1', [userId])
    : [];
  if (!user) throw notFound('user');
  if (user.status === 'DEACTIVATED') throw new UserDeactivated();
  return userId;
}
