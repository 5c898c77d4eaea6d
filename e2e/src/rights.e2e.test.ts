import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeEdges } from './rights/describe-edges.ts';
import { describeEntities } from './rights/describe-entities.ts';
import { describeMutations } from './rights/describe-mutations.ts';
import { describeQueries } from './rights/describe-queries.ts';
import { describeSubscriptions } from './rights/describe-subscriptions.ts';
import { composed, type Rights, startRights } from './rights/rights.ts';
import { whose } from './rights/whose.ts';

let rights: Rights;

beforeAll(async () => {
  rights = await startRights();
}, 180_000);
afterAll(() => rights?.stage.world.stop(), 60_000);

describe('the stage', () => {
  it('knows of every entity whose it is', () => {
    expect(composed.entityTypes().filter((type) => !whose[type])).toEqual([]);
  });

  it('has an object of every type', () => {
    expect(composed.entityTypes().filter((type) => !rights.ofB(type))).toEqual([]);
  });

  it('has an object of A and of B of every type that belongs to somebody', () => {
    const types = composed.entityTypes().filter((type) => !/house|staff/.test(whose[type] ?? ''));
    expect(types.filter((type) => !rights.ofA(type) || !rights.own.b.get(type))).toEqual([]);
  });
});

describeEntities(() => rights);
describeQueries(() => rights);
describeMutations(() => rights);
describeSubscriptions(() => rights);
describeEdges(() => rights);
