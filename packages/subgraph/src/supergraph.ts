/** A query on the one endpoint by a domain, with the rights of a user it names (docs/architecture.md). */
export interface Supergraph {
  /** Whether the document is valid against the supergraph as it is now; each error in words. */
  validate(document: string): Promise<readonly string[]>;
  /** Runs a query on behalf of a user, with that user's rights as they are now. Reads only. */
  query(request: {
    readonly document: string;
    readonly variables: Readonly<Record<string, unknown>>;
    readonly onBehalfOf: { readonly userId: string };
  }): Promise<{
    data?: Record<string, unknown> | null;
    errors?: readonly { message: string; extensions?: unknown }[];
  }>;
}
