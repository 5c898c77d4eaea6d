import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { Field, ID, ObjectType } from 'type-graphql';

const whyNot = {
  PAID: 'Nothing is open on this invoice any more.',
  CANCELLED: 'This invoice was cancelled: nothing is to be paid on it.',
  NOT_ISSUED: 'This invoice has not been issued yet.',
} as const;

@Inherited()
@ObjectType('InvoiceNotPayable', { implements: Problem })
export class InvoiceNotPayable extends Problem {
  constructor(why: keyof typeof whyNot) {
    super('INVOICE_NOT_PAYABLE', whyNot[why]);
  }
}

@Inherited()
@ObjectType('PaymentInProgress', { implements: Problem })
export class PaymentInProgress extends Problem {
  @Field(() => ID)
  readonly paymentId: string;

  constructor(paymentId: string) {
    super(
      'PAYMENT_IN_PROGRESS',
      'A payment of this invoice has not been answered yet: wait until it has succeeded or failed.',
    );
    this.paymentId = paymentId;
  }
}

@Inherited()
@ObjectType('IdempotencyMismatch', { implements: Problem })
export class IdempotencyMismatch extends Problem {
  constructor() {
    super(
      'IDEMPOTENCY_MISMATCH',
      'This idempotency key was used for another request: take a new key for a new request.',
    );
  }
}
