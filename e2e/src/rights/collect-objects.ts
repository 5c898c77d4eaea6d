import { askDomain } from './ask-domain.ts';
import { entityDocument, selectAll } from './entity-document.ts';
import type { GraphSchema } from './graph-schema.ts';
import type { RightsStage } from './stage.ts';

export interface Found {
  readonly type: string;
  readonly id: string;
  /** What each domain says of it. */
  readonly said: Readonly<Record<string, unknown>>;
}

/** Types whose objects lead to everybody's: they are found, but not followed. */
const crossroads = new Set(['Region', 'LegalEntity', 'Role', 'BillRun', 'DeviceModel']);

/** Everything that can be reached from a customer, with all rights, through the entity doors of all domains. */
export async function collectObjects(
  stage: RightsStage,
  schema: GraphSchema,
  customerId: string,
): Promise<ReadonlyMap<string, Found>> {
  const doors = new Map<string, Set<string>>();
  for (const { type, domain } of schema.entityFields())
    doors.set(type, (doors.get(type) ?? new Set()).add(domain));
  const found = new Map<string, Found>();
  const waiting = [{ type: 'Customer', id: customerId }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { type, id } = next;
    if (found.has(`${type} ${id}`)) continue;
    const said: Record<string, unknown> = {};
    found.set(`${type} ${id}`, { type, id, said });
    for (const domain of doors.get(type) ?? []) {
      said[domain] = await everythingAbout(stage, domain, type, id);
      if (!crossroads.has(type)) {
        waiting.push(...keysIn(said[domain]).filter((key) => doors.has(key.type)));
      }
    }
  }
  return found;
}

async function everythingAbout(
  stage: RightsStage,
  domain: string,
  type: string,
  id: string,
): Promise<unknown> {
  const { schema } = stage.world.standalone.domain(domain).schema;
  const document = entityDocument(type, selectAll(schema, type));
  const representations = [{ __typename: type, id }];
  const { data, errors } = await askDomain(stage.world, domain, stage.everything, document, {
    representations,
  });
  if (errors.length > 0) throw new Error(`${domain} about ${type}: ${JSON.stringify(errors)}`);
  return (data as { _entities: unknown[] })._entities[0];
}

function keysIn(value: unknown): { type: string; id: string }[] {
  if (Array.isArray(value)) return value.flatMap(keysIn);
  if (typeof value !== 'object' || value === null) return [];
  const { __typename: type, id } = value as Record<string, unknown>;
  const own = typeof type === 'string' && typeof id === 'string' ? [{ type, id }] : [];
  return [...own, ...Object.values(value).flatMap(keysIn)];
}

/** Ids by type of what is in one and not in the other. */
export function onlyIn(
  one: ReadonlyMap<string, Found>,
  other: ReadonlyMap<string, Found>,
): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const [key, { type, id }] of one) {
    if (!other.has(key)) ids.set(type, [...(ids.get(type) ?? []), id]);
  }
  return ids;
}
