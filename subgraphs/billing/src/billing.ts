import type { PrismaClient } from '@lastmile/database/generated/billing/client';
import type { Context, DomainTypes, Work } from '@lastmile/subgraph/context';
import type { BillingSettings } from './config.ts';
import type { PaymentProvider } from './provider/payment-provider.ts';

export interface BillingServices {
  readonly paymentProvider: PaymentProvider;
}

export interface Billing extends DomainTypes {
  client: PrismaClient;
  settings: BillingSettings;
  services: BillingServices;
}

export type BillingContext = Context<Billing>;
export type BillingWork = Work<Billing>;
