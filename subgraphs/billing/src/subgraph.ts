import { PrismaClient } from '@lastmile/database/generated/billing/client';
import {
  accountOpened,
  subscriptionEnded,
  subscriptionRefused,
  subscriptionStarted,
} from '@lastmile/messaging/events/billing/account';
import {
  billRunFinished,
  billRunProgressed,
  billRunStarted,
} from '@lastmile/messaging/events/billing/bill-run';
import {
  invoiceCancelled,
  invoiceCreated,
  invoiceOverdue,
  invoicePaid,
} from '@lastmile/messaging/events/billing/invoice';
import {
  paymentAllocated,
  paymentFailed,
  paymentSucceeded,
} from '@lastmile/messaging/events/billing/payment';
import { tariffPublished, tariffWithdrawn } from '@lastmile/messaging/events/billing/tariff';
import { defineSubgraph } from '@lastmile/subgraph/definition';
import { startDueRuns } from './bill-run/start-due-runs.job.ts';
import { workBillRuns } from './bill-run/work-bill-runs.job.ts';
import type { Billing } from './billing.ts';
import { foundCompany } from './company/found-company.ts';
import { billingSettings } from './config.ts';
import { tellOverdue } from './invoice/tell-overdue.job.ts';
import { onApplicationActivated } from './on-customer-application-activated.ts';
import { onCustomerChanged } from './on-customer-changed.ts';
import { enquirePayments } from './payment/enquire-payments.job.ts';
import { forgetKeys } from './payment/forget-keys.job.ts';
import { receiveWebhook } from './payment/receive-webhook.endpoint.ts';
import { sandboxProvider } from './provider/sandbox-provider.ts';
import { references } from './references.ts';
import { orphanedTypes, resolvers } from './resolvers.ts';

/** Billing as one value: tariffs, accounts, subscriptions, invoices, payments, ledger. */
export const billingSubgraph = defineSubgraph<Billing>({
  name: 'billing',
  settings: billingSettings,
  createClient: (adapter) => new PrismaClient({ adapter }),
  services: ({ settings }) => ({ paymentProvider: sandboxProvider(settings.sandbox) }),
  resolvers,
  orphanedTypes,
  references,
  events: [
    tariffPublished,
    tariffWithdrawn,
    accountOpened,
    subscriptionStarted,
    subscriptionRefused,
    subscriptionEnded,
    invoiceCreated,
    invoicePaid,
    invoiceOverdue,
    invoiceCancelled,
    paymentSucceeded,
    paymentFailed,
    paymentAllocated,
    billRunStarted,
    billRunProgressed,
    billRunFinished,
  ],
  handlers: [onCustomerChanged, onApplicationActivated],
  jobs: [startDueRuns, workBillRuns, enquirePayments, tellOverdue, forgetKeys],
  endpoints: [receiveWebhook],
  prepare: foundCompany,
});
