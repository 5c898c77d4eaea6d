import type { GraphQLClass } from '@lastmile/subgraph/definition';
import { InvalidInput, NotFound } from '@lastmile/subgraph/graphql/problem';
import { CustomerClosed } from './account/account.problem.ts';
import { AccountResolver } from './account/account.resolver.ts';
import { BillRunInProgress } from './bill-run/bill-run.problem.ts';
import { BillRunResolver } from './bill-run/bill-run.resolver.ts';
import { LegalEntityResolver } from './company/legal-entity.resolver.ts';
import { InvoiceNotCancellable } from './invoice/invoice.problem.ts';
import { InvoiceLineResolver, InvoiceResolver } from './invoice/invoice.resolver.ts';
import { StatementResolver } from './ledger/statement.resolver.ts';
import { IdempotencyMismatch, InvoiceNotPayable, PaymentInProgress } from './payment/payment.problem.ts';
import { PaymentResolver } from './payment/payment.resolver.ts';
import { AccountProfileResolver, InvoiceProfileResolver } from './profile/profile.resolver.ts';
import { AccessLineStubResolver, CustomerStubResolver } from './stub/stub.resolver.ts';
import {
  AccountNotUsable,
  AlreadyCharged,
  SubscriptionNotActive,
  TariffNotSold,
} from './subscription/subscription.problem.ts';
import { SubscriptionResolver } from './subscription/subscription.resolver.ts';
import { TariffCodeTaken, TariffNotPublishable, TariffNotPublished } from './tariff/tariff.problem.ts';
import { TariffResolver } from './tariff/tariff.resolver.ts';

export const resolvers: readonly GraphQLClass[] = [
  LegalEntityResolver,
  TariffResolver,
  AccountResolver,
  StatementResolver,
  AccountProfileResolver,
  InvoiceProfileResolver,
  SubscriptionResolver,
  InvoiceResolver,
  InvoiceLineResolver,
  PaymentResolver,
  BillRunResolver,
  CustomerStubResolver,
  AccessLineStubResolver,
];

export const orphanedTypes: readonly GraphQLClass[] = [
  NotFound,
  InvalidInput,
  CustomerClosed,
  TariffCodeTaken,
  TariffNotPublishable,
  TariffNotPublished,
  TariffNotSold,
  AccountNotUsable,
  SubscriptionNotActive,
  AlreadyCharged,
  InvoiceNotPayable,
  InvoiceNotCancellable,
  PaymentInProgress,
  IdempotencyMismatch,
  BillRunInProgress,
];
