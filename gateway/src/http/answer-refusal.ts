import Negotiator from 'negotiator';
import { isOfTheDocument, type PresentedError } from '../operation/present-error.ts';
import type { HttpAnswer } from './http-message.ts';

const json = 'application/json';
export const graphqlJson = 'application/graphql-response+json';

/**
 * An answer that holds errors alone. What is wrong with the document has status 200 for clients that ask for plain JSON,
 * as GraphQL over HTTP has it; limits and rights are told by their status to everybody.
 */
export function answerRefusal(presented: PresentedError, accept: string | undefined): HttpAnswer {
  const type = new Negotiator({ headers: { accept } }).mediaType([json, graphqlJson]) ?? json;
  const status = type === json && isOfTheDocument(presented) ? 200 : presented.status;
  const headers = {
    ...presented.headers,
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
  };
  return { status, headers: Object.entries(headers), body: JSON.stringify({ errors: presented.errors }) };
}
