import type { PrismaClient } from '@lastmile/database/generated/customer/client';
import type { Context, DomainTypes, Work } from '@lastmile/subgraph/context';
import type { CustomerSettings } from './config.ts';

/** The types that make a context this domain's own. */
export interface CustomerDomain extends DomainTypes {
  client: PrismaClient;
  settings: CustomerSettings;
  /** It speaks to nobody outside the house. */
  services: Record<string, never>;
}

export type CustomerContext = Context<CustomerDomain>;
export type CustomerWork = Work<CustomerDomain>;
