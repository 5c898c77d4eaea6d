import { registerEnumType } from 'type-graphql';
import { enumOf } from '../graphql/enum-of.ts';
import type { BlockReason, LineState, LineTechnology, PortRefusal } from './line.ts';

export const LineStateEnum = enumOf<LineState>('AccessLineState', {
  PLANNED: 'To be built or attached.',
  ACTIVE: 'In service, though maybe suspended: see blocks.',
  CEASED: 'Out of service for good.',
});

export const LineTechnologyEnum = enumOf<LineTechnology>('LineTechnology', {
  GPON: null,
  ETHERNET: null,
  DOCSIS: null,
  DSL: null,
  WIRELESS: null,
});

/** Kept in lower case, as events tell them; shown as GraphQL writes enums. */
export const BlockReasonEnum = {
  DUNNING: 'dunning',
  VACATION: 'vacation',
  FRAUD: 'fraud',
  TECHNICAL: 'technical',
} as const satisfies Record<string, BlockReason>;
registerEnumType(BlockReasonEnum, {
  name: 'LineBlockReason',
  valuesConfig: {
    DUNNING: { description: 'Unpaid invoices. Set and taken away by billing.' },
    VACATION: { description: 'Paused at the customer’s wish. Set and taken away by billing.' },
    FRAUD: { description: 'Set and taken away by staff.' },
    TECHNICAL: { description: 'Set and taken away by staff.' },
  },
});

export const PortRefusalEnum = enumOf<PortRefusal>('PortRefusal', {
  RETIRED: 'The port or its node is out of the network.',
  USED: 'Something else stands on the port.',
});
