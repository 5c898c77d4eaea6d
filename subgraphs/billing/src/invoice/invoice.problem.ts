import { Inherited } from '@lastmile/subgraph/access/access';
import { Problem } from '@lastmile/subgraph/graphql/problem';
import { ObjectType } from 'type-graphql';

const whyNot = {
  PAID: 'Something has been paid on this invoice: it can be credited, not cancelled.',
  CANCELLED: 'This invoice has been cancelled already.',
  NOT_ISSUED: 'This invoice has not been issued: there is nothing to cancel.',
  IN_PROGRESS: 'A payment of this invoice has not been answered yet: wait until it has succeeded or failed.',
} as const;

@Inherited()
@ObjectType('InvoiceNotCancellable', { implements: Problem })
export class InvoiceNotCancellable extends Problem {
  constructor(why: keyof typeof whyNot) {
    super('INVOICE_NOT_CANCELLABLE', whyNot[why]);
  }
}
