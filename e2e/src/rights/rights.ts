import { getNamedType } from 'graphql';
import { askGateway, rootFields } from './ask-gateway.ts';
import { collectObjects, type Found, onlyIn } from './collect-objects.ts';
import { GraphSchema } from './graph-schema.ts';
import { type RightsStage, startRightsStage } from './stage.ts';

export const composed = new GraphSchema();

interface Two<Value> {
  readonly a: Value;
  readonly b: Value;
}

/** The stage, and everything that was found on it. */
export interface Rights {
  readonly stage: RightsStage;
  /** Whatever can be reached from each customer. */
  readonly all: Two<ReadonlyMap<string, Found>>;
  /** Ids by type of what can be reached from one alone. */
  readonly own: Two<ReadonlyMap<string, readonly string[]>>;
  ofA(type: string): string | undefined;
  /** An object of the type that is B’s alone or, of the house’s, one that B has to do with. */
  ofB(type: string): string | undefined;
}

export async function startRights(): Promise<Rights> {
  const stage = await startRightsStage();
  const all = {
    a: await collectObjects(stage, composed, stage.a.customerId),
    b: await collectObjects(stage, composed, stage.b.customerId),
  };
  const own = { a: onlyIn(all.a, all.b), b: onlyIn(all.b, all.a) };
  const house = await listHouse(stage);
  return {
    ...{ stage, all, own },
    ofA: (type) => own.a.get(type)?.[0],
    ofB: (type) =>
      own.b.get(type)?.[0] ??
      [...all.b.values()].find((found) => found.type === type)?.id ??
      house.get(type) ??
      stage.apart.get(type),
  };
}

/** One of each type that is listed at the gateway, for those to which nothing leads from a customer. */
async function listHouse({ people }: RightsStage): Promise<Map<string, string>> {
  const lists = rootFields('Query').filter(({ type }) => getNamedType(type).name.endsWith('Connection'));
  const ids = new Map<string, string>();
  for (const { name } of lists) {
    const { data } = await askGateway(people.operator, `{ list: ${name} { nodes { __typename id } } }`);
    const { nodes } = (data?.list ?? { nodes: [] }) as { nodes: { __typename: string; id: string }[] };
    if (nodes[0]) ids.set(nodes[0].__typename, nodes[0].id);
  }
  return ids;
}
