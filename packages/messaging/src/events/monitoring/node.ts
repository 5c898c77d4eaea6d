import { z } from 'zod';
import { defineEvent, id, instant } from '../../define-event.ts';

const state = {
  nodeId: id,
  parentId: id.optional(),
  kind: z.enum(['CORE', 'ROUTER', 'SWITCH', 'OLT', 'ACCESS_POINT', 'OTHER']),
  regionId: id,
  status: z.enum(['UNKNOWN', 'UP', 'DOWN', 'RETIRED']),
};
/** All ports of the node as they are after the event. */
const ports = z.array(
  z.object({ portId: id, name: z.string(), status: z.enum(['FREE', 'USED', 'RETIRED']) }),
);

export const nodeCreated = defineEvent({
  type: 'monitoring.node.created',
  root: 'node',
  about: 'A network node exists, with its ports.',
  data: { ...state, ports },
});

export const nodePortsChanged = defineEvent({
  type: 'monitoring.node.ports_changed',
  root: 'node',
  about: 'Ports were added to a node or retired.',
  data: { ...state, ports },
});

export const nodeMoved = defineEvent({
  type: 'monitoring.node.moved',
  root: 'node',
  about: 'A node hangs under another parent.',
  data: state,
});

export const nodeRetired = defineEvent({
  type: 'monitoring.node.retired',
  root: 'node',
  about: 'A node is out of the network for good.',
  data: state,
});

export const nodeDown = defineEvent({
  type: 'monitoring.node.down',
  root: 'node',
  about: 'A node’s probes have failed as often as it takes to be sure.',
  data: { ...state, since: instant, suppressedBy: id.optional() },
});

export const nodeUp = defineEvent({
  type: 'monitoring.node.up',
  root: 'node',
  about: 'A node answers again.',
  data: { ...state, since: instant },
});
