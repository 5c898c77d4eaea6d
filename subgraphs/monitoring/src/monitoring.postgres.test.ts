import { describe, expect, it } from '@jest/globals';
import { staffActor, startTestSubgraph } from '@lastmile/subgraph/testing';
import { monitoringSubgraph } from './subgraph.ts';

describe('smoke', () => {
  it('starts', async () => {
    const monitoring = await startTestSubgraph(monitoringSubgraph);
    const answer = await monitoring.execute({
      actor: staffActor('operator'),
      query: `mutation { addNode(input: {kind: CORE, name: "core"}) { __typename ... on AddNodeSuccess { node { id name status } } ... on Problem { code message } } }`,
    });
    expect(answer).toMatchObject({ data: { addNode: { __typename: 'AddNodeSuccess' } } });
    await monitoring.stop();
  });
});
