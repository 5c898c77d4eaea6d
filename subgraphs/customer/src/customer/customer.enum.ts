import { enumOf } from '../graphql/enum-of.ts';
import type { CustomerKind, CustomerStatus } from './customer.ts';
import type { CustomerOrder } from './list-customers.ts';

export const CustomerKindEnum = enumOf<CustomerKind>('CustomerKind', { PERSON: null, COMPANY: null });

export const CustomerStatusEnum = enumOf<CustomerStatus>('CustomerStatus', { ACTIVE: null, CLOSED: null });

export const CustomerOrderEnum = enumOf<CustomerOrder>('CustomerOrder', {
  NUMBER: null,
  NAME: 'Family name or company first, without regard to case and accents.',
  NEWEST: null,
});
