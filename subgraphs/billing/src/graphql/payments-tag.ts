/**
 * What a payment network needs: to look up what is owed on an invoice or an account, to pay it, and to see that it was
 * paid. Nothing of it tells who the customer is.
 */
export const payments = 'payments';
