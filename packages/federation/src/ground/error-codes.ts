/** Codes that this package itself puts into `extensions.code`. Codes of subgraphs pass through. */
export const ErrorCode = {
  /** The document is not GraphQL. */
  parse: 'GRAPHQL_PARSE_FAILED',
  /** The document has more tokens than it may have. */
  tokens: 'TOKEN_LIMIT_EXCEEDED',
  /** The document does not fit the schema. */
  validation: 'GRAPHQL_VALIDATION_FAILED',
  /** No operation of that name, or several and no name. */
  operation: 'OPERATION_RESOLUTION_FAILURE',
  /** A variable is missing or has a wrong type. */
  variables: 'BAD_USER_INPUT',
  /** Of a list's slicing arguments not exactly one was given, as `@listSize` requires. */
  slicing: 'ONE_SLICING_ARGUMENT_REQUIRED',
  /** The operation is valid but could not be planned. */
  planning: 'PLANNING_FAILED',
  /** No source was handed in for a subgraph, or it threw, or it could not be reached. */
  unavailable: 'SUBGRAPH_UNAVAILABLE',
  /** No answer in time. */
  timeout: 'SUBGRAPH_TIMEOUT',
  /** The subgraph's own word for an answer that it did not give since nobody waited for it any more: told as a timeout. */
  deadline: 'DEADLINE_EXCEEDED',
  /** The answer was not a GraphQL answer to what was asked. */
  badAnswer: 'SUBGRAPH_BAD_ANSWER',
  /** The subgraph gave an error without a code (the name that Apollo's gateway uses). */
  downstream: 'DOWNSTREAM_SERVICE_ERROR',
  /** The caller's signal ended the request before the subgraph answered. */
  cancelled: 'REQUEST_CANCELLED',
  /** A subscription ended because its events came faster than they could be completed, and it cannot be taken up again. */
  overrun: 'SUBSCRIPTION_OVERRUN',
  /** A live subscription ended because the schema that took over does not have its fields any more. */
  schemaChanged: 'SCHEMA_CHANGED',
  /** A subgraph gave a value that the API schema does not have (hidden enum value, hidden or unknown type). */
  invalidValue: 'INVALID_SUBGRAPH_VALUE',
  /** A subgraph gave null, without an error, where the schema promises a value. */
  nullInNonNull: 'NULL_IN_NON_NULL_FIELD',
} as const;
