import type { HouseDatabases } from './house-databases.ts';
import type { Told } from './tell-story.ts';

/** The ids of everything that one story made. */
export interface StoryObjects {
  readonly userId: string;
  readonly customerId: string;
  readonly tariffIds: readonly string[];
  readonly nodeIds: readonly string[];
}

export async function findObjects(databases: HouseDatabases, { story, tag }: Told): Promise<StoryObjects> {
  const idsOf = async (domain: 'auth' | 'billing' | 'monitoring', sql: string, value: unknown) =>
    (await databases.query<{ id: string }>(domain, sql, [value])).map(({ id }) => id);
  const [userId = ''] = await idsOf('auth', 'select id from users where email = $1', story.email);
  return {
    userId,
    customerId: story.customerId,
    tariffIds: await idsOf('billing', 'select id from tariff where code = $1', `story-${tag}`),
    nodeIds: await idsOf('monitoring', 'select id from network_node where name = any($1) order by name', [
      `switch-${tag}`,
      `olt-${tag}`,
    ]),
  };
}
