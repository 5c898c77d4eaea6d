/** The answer to a customer of one’s own, kept for its idempotency key. */
export interface CreatedCustomer {
  readonly customerId: string;
  /** The caller’s membership version from which on they have rights in this customer. */
  readonly actorVersion: number;
}
