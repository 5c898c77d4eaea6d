import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@lastmile/kernel/id';
import {
  nodeCreated,
  nodeMoved,
  nodePortsChanged,
  nodeRetired,
} from '@lastmile/messaging/events/monitoring/node';
import { memberActor, staffActor } from '@lastmile/subgraph/testing';
import {
  ask,
  attach,
  detach,
  makeNode,
  newLine,
  refusalOf,
  said,
  startMonitoring,
  type TestMonitoring,
} from '../testing/network.ts';
import { moveNode } from './move-node.ts';
import { TopologyCycle } from './node.problem.ts';

const operator = staffActor('operator');
const add = `mutation($input: AddNodeInput!) { addNode(input: $input) { __typename
  ... on AddNodeSuccess { node { id name kind status parent { id } region { id } } } ... on Problem { code message } ... on InvalidInput { field } } }`;
const addPortsTo = `mutation($input: AddPortsInput!) { addPorts(input: $input) { __typename
  ... on AddPortsSuccess { ports { id name status technology } } ... on Problem { code } } }`;
const move = `mutation($input: MoveNodeInput!) { moveNode(input: $input) { __typename
  ... on MoveNodeSuccess { node { parent { id } } } ... on Problem { code message } } }`;
const retire = `mutation($input: RetireNodeInput!) { retireNode(input: $input) { __typename
  ... on RetireNodeSuccess { node { status retiredAt } } ... on NodeInUse { code usedPorts children } ... on Problem { code } } }`;

describe('The network as a tree', () => {
  let monitoring: TestMonitoring;
  beforeAll(async () => {
    monitoring = await startMonitoring();
  }, 60_000);
  afterAll(() => monitoring.stop());

  it('takes a node in below another, in the region of that one, and says so', async () => {
    const regionId = newId();
    const parent = await makeNode(monitoring, { regionId });
    const input = { kind: 'OLT', name: 'olt-1', host: 'olt-1.example.net', parentId: parent.id };
    const { addNode } = await ask<{ addNode: { node: { id: string } } }>(monitoring, operator, add, {
      input,
    });
    expect(addNode).toMatchObject({
      node: { name: 'olt-1', status: 'UNKNOWN', parent: { id: parent.id }, region: { id: regionId } },
    });
    const told = (await said(monitoring, nodeCreated)).find(({ subject }) => subject === addNode.node.id);
    expect(told).toMatchObject({
      nodeid: addNode.node.id,
      regionid: regionId,
      data: { kind: 'OLT', parentId: parent.id, status: 'UNKNOWN', ports: [] },
    });
    expect(JSON.stringify(told)).not.toContain('olt-1');
  });

  it('answers wrong input with what to do', async () => {
    const outcome = async (input: object) =>
      (await ask<{ addNode: unknown }>(monitoring, operator, add, { input })).addNode;
    expect(await outcome({ kind: 'OLT', name: '  ' })).toMatchObject({ code: 'BAD_INPUT', field: 'name' });
    expect(await outcome({ kind: 'OLT', name: 'x', host: 'http://x/' })).toMatchObject({ field: 'host' });
    expect(await outcome({ kind: 'OLT', name: 'x', regionId: 'here' })).toMatchObject({ field: 'regionId' });
    expect(await outcome({ kind: 'OLT', name: 'x', parentId: newId() })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await outcome({ kind: 'OLT', name: 'x', parentId: 'nobody' })).toMatchObject({
      code: 'NOT_FOUND',
    });
    const { name } = await makeNode(monitoring);
    expect(await outcome({ kind: 'OLT', name })).toMatchObject({ code: 'NODE_NAME_TAKEN' });
  });

  it('refuses the seventeenth level', async () => {
    let node = await makeNode(monitoring);
    for (let level = 2; level <= 16; level += 1) node = await makeNode(monitoring, { parent: node });
    const input = { kind: 'OTHER', name: 'too deep', parentId: node.id };
    expect(await ask(monitoring, operator, add, { input })).toMatchObject({
      addNode: { __typename: 'TopologyTooDeep' },
    });
    const pair = await makeNode(monitoring);
    const moved = await ask(monitoring, operator, move, { input: { nodeId: pair.id, parentId: node.id } });
    expect(moved).toMatchObject({ moveNode: { code: 'TOPOLOGY_TOO_DEEP' } });
  });

  it('refuses a node below itself', async () => {
    const top = await makeNode(monitoring);
    const middle = await makeNode(monitoring, { parent: top });
    const low = await makeNode(monitoring, { parent: middle });
    for (const parentId of [top.id, middle.id, low.id]) {
      const answer = await ask(monitoring, operator, move, { input: { nodeId: top.id, parentId } });
      expect(answer).toMatchObject({ moveNode: { __typename: 'TopologyCycle', code: 'TOPOLOGY_CYCLE' } });
    }
    const answer = await ask(monitoring, operator, move, { input: { nodeId: low.id, parentId: top.id } });
    expect(answer).toMatchObject({ moveNode: { node: { parent: { id: top.id } } } });
    const told = await said(monitoring, nodeMoved);
    expect(told.map(({ subject, data }) => [subject, data.parentId])).toEqual([[low.id, top.id]]);
  });

  it('lets one of two moves through that would close a circle together', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await makeNode(monitoring);
      const other = await makeNode(monitoring);
      const context = monitoring.context();
      const outcomes = await Promise.allSettled([
        moveNode(context, { nodeId: one.id, parentId: other.id }),
        moveNode(context, { nodeId: other.id, parentId: one.id }),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const refused = outcomes.find((outcome) => outcome.status === 'rejected');
      expect(refused?.reason).toBeInstanceOf(TopologyCycle);
    }
  });

  it('adds ports, each name once, and tells all ports of the node', async () => {
    const node = await makeNode(monitoring, { ports: 1 });
    const outcome = async (...named: string[]) => {
      const ports = named.map((name) => ({ name, technology: 'GPON' }));
      return (
        await ask<{ addPorts: object }>(monitoring, operator, addPortsTo, {
          input: { nodeId: node.id, ports },
        })
      ).addPorts;
    };
    expect(await outcome('1/1', '1/2')).toMatchObject({
      ports: [{ name: '1/1', status: 'FREE' }, { name: '1/2' }],
    });
    expect(await outcome('1/3', '1/1')).toMatchObject({ code: 'PORT_NAME_TAKEN' });
    expect(await outcome('1/4', '1/4')).toMatchObject({ code: 'PORT_NAME_TAKEN' });
    expect(await outcome()).toMatchObject({ code: 'BAD_INPUT' });
    const told = (await said(monitoring, nodePortsChanged)).filter(({ subject }) => subject === node.id);
    expect(told.at(-1)?.data.ports.map(({ name }) => name)).toEqual(['0/0', '1/1', '1/2']);
  });

  it('retires a node only when nothing depends on it', async () => {
    const node = await makeNode(monitoring, { ports: 1 });
    const child = await makeNode(monitoring, { parent: node });
    const line = newLine();
    const [port] = node.ports;
    if (!port) throw new Error('no port');
    await attach(monitoring, line, port);
    const outcome = () => ask(monitoring, operator, retire, { input: { nodeId: node.id } });
    expect(await outcome()).toMatchObject({ retireNode: { code: 'NODE_IN_USE', usedPorts: 1, children: 1 } });
    await detach(monitoring, line, port);
    await ask(monitoring, operator, retire, { input: { nodeId: child.id } });
    expect(await outcome()).toMatchObject({ retireNode: { node: { status: 'RETIRED' } } });
    expect((await said(monitoring, nodeRetired)).map(({ subject }) => subject)).toContain(node.id);
    const after = await ask(monitoring, operator, add, {
      input: { kind: 'OLT', name: 'below a retired one', parentId: node.id },
    });
    expect(after).toMatchObject({ addNode: { code: 'NODE_RETIRED' } });
  });

  it('shows what hangs below what, page by page', async () => {
    const root = await makeNode(monitoring);
    const left = await makeNode(monitoring, { parent: root, ports: 3 });
    await makeNode(monitoring, { parent: root });
    await makeNode(monitoring, { parent: left });
    const query = `query($id: ID!, $after: Cursor) { node(id: $id) { descendantCount probes { id }
      children(first: 1, after: $after) { nodes { id ports(first: 2) { nodes { name } pageInfo { hasNextPage } totalCount { value } } }
        totalCount { value exact } pageInfo { hasNextPage endCursor } } } }`;
    type Answer = { node: { children: { nodes: { id: string }[]; pageInfo: { endCursor: string } } } };
    const first = await ask<Answer>(monitoring, operator, query, { id: root.id });
    expect(first).toMatchObject({
      node: {
        descendantCount: 3,
        children: {
          nodes: [
            {
              id: left.id,
              ports: {
                nodes: [{ name: '0/0' }, { name: '0/1' }],
                pageInfo: { hasNextPage: true },
                totalCount: { value: 3 },
              },
            },
          ],
          totalCount: { value: 2, exact: true },
          pageInfo: { hasNextPage: true },
        },
      },
    });
    const { endCursor } = first.node.children.pageInfo;
    const second = await ask<Answer>(monitoring, operator, query, { id: root.id, after: endCursor });
    expect(second.node.children.nodes).toHaveLength(1);
    expect(second.node.children.nodes[0]?.id).not.toBe(left.id);
    expect(await refusalOf(monitoring, operator, query, { id: root.id, after: 'rubbish' })).toBe(
      'BAD_CURSOR',
    );
    expect(await refusalOf(monitoring, operator, `{ nodes(first: 101) { nodes { id } } }`)).toBe(
      'PAGE_TOO_LARGE',
    );
  });

  it('filters nodes', async () => {
    const regionId = newId();
    const node = await makeNode(monitoring, { regionId });
    const child = await makeNode(monitoring, { parent: node });
    const list = async (filter: object) => {
      const query = `query($filter: NodeFilter) { nodes(filter: $filter, first: 100) { nodes { id } } }`;
      const { nodes } = await ask<{ nodes: { nodes: { id: string }[] } }>(monitoring, operator, query, {
        filter,
      });
      return nodes.nodes.map(({ id }) => id).sort();
    };
    expect(await list({ regionId })).toEqual([node.id, child.id].sort());
    expect(await list({ regionId, rootsOnly: true })).toEqual([node.id]);
    expect(await list({ parentId: node.id })).toEqual([child.id]);
    expect(await list({ regionId, kind: 'CORE' })).toEqual([]);
    expect(await list({ regionId, status: 'UNKNOWN' })).toHaveLength(2);
    expect(await list({ regionId: 'nowhere' })).toEqual([]);
  });

  it('keeps the network from customers, and other regions from staff', async () => {
    const node = await makeNode(monitoring, { regionId: newId() });
    const member = memberActor(newId(), newId());
    const read = `query($id: ID!) { node(id: $id) { name } }`;
    expect(await refusalOf(monitoring, member, read, { id: node.id })).toBe('FORBIDDEN');
    expect(await refusalOf(monitoring, member, retire, { input: { nodeId: node.id } })).toBe('FORBIDDEN');
    const [grant] = operator.staff;
    if (!grant) throw new Error('no grant');
    const elsewhere = {
      ...operator,
      staff: [{ ...grant, scope: { legalEntities: 'all' as const, regions: [newId()] } }],
    };
    expect(await ask(monitoring, elsewhere, read, { id: node.id })).toEqual({ node: null });
    expect(await ask(monitoring, elsewhere, read, { id: newId() })).toEqual({ node: null });
    expect(await ask(monitoring, elsewhere, `{ nodes { nodes { id } totalCount { value } } }`)).toEqual({
      nodes: { nodes: [], totalCount: { value: 0 } },
    });
    const refused = await ask(monitoring, elsewhere, retire, { input: { nodeId: node.id } });
    expect(refused).toMatchObject({ retireNode: { code: 'NOT_FOUND' } });
  });
});
