import { enumOf } from '@lastmile/subgraph/graphql/enum-of';

export const TariffKindEnum = enumOf('TariffKind', ['INTERNET', 'TV', 'VOICE', 'OTHER']);
export const TariffStatusEnum = enumOf('TariffStatus', ['DRAFT', 'PUBLISHED', 'WITHDRAWN']);
export const AccountStatusEnum = enumOf('BillingAccountStatus', ['OPEN', 'CLOSED']);
export const SubscriptionStatusEnum = enumOf('ServiceSubscriptionStatus', ['ACTIVE', 'PAUSED', 'ENDED']);
export const InvoiceStatusEnum = enumOf(
  'InvoiceStatus',
  ['PENDING', 'PAID', 'OVERDUE', 'CANCELLED'],
  'Computed: from what has been allocated, and the date in the account’s zone.',
);
export const InvoiceLineKindEnum = enumOf('InvoiceLineKind', ['RECURRING', 'SETUP']);
export const PaymentStatusEnum = enumOf('PaymentStatus', ['PENDING', 'SUCCEEDED', 'FAILED']);
export const RecordedMethodEnum = enumOf('RecordedPaymentMethod', ['CASH', 'BANK_TRANSFER']);
export const BillRunStatusEnum = enumOf('BillRunStatus', ['RUNNING', 'FINISHED']);
export const BillRunOccasionEnum = enumOf('BillRunOccasion', ['MANUAL', 'AUTOMATIC']);
export const LedgerKindEnum = enumOf('LedgerTransactionKind', ['INVOICE', 'INVOICE_CANCELLATION', 'PAYMENT']);
