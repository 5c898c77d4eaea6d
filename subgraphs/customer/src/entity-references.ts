import type { Reference } from '@lastmile/subgraph/definition';
import type { Loader } from '@lastmile/subgraph/loader';
import { addressById } from './address/address.store.ts';
import { applicationById } from './application/application.store.ts';
import { contractById } from './contract/contract.store.ts';
import { customerById } from './customer/customer.store.ts';
import type { CustomerDomain } from './customer-domain.ts';
import { deviceById } from './device/device.store.ts';
import { deviceModelById } from './device/device-model.store.ts';
import { lineById } from './line/line.store.ts';
import { membershipById } from './membership/membership.store.ts';
import { regionById } from './region/region.store.ts';

function byId<Row extends object>(
  type: string,
  loader: Loader<CustomerDomain, string, Row | null>,
): Reference<CustomerDomain> {
  return {
    type,
    resolve: (context, { id }) => (typeof id === 'string' ? context.load(loader, id) : null),
  };
}

/** The doors of this domain's entities; of a user only the id is known, and customers are found by it. */
export const entityReferences: readonly Reference<CustomerDomain>[] = [
  byId('Customer', customerById),
  byId('Membership', membershipById),
  byId('ConnectionAddress', addressById),
  byId('ConnectionApplication', applicationById),
  byId('Contract', contractById),
  byId('AccessLine', lineById),
  byId('Device', deviceById),
  byId('DeviceModel', deviceModelById),
  byId('Region', regionById),
  { type: 'User', resolve: (_context, { id }) => (typeof id === 'string' ? { id } : null) },
];
