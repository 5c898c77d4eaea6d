import type { IncomingMessage, ServerResponse } from 'node:http';
import { header, requestUrl } from '@lastmile/http/read-request';
import { may } from '@lastmile/kernel/actor';
import { Refusal } from '@lastmile/kernel/refusal';
import { keepAnswer } from '../http/keep-answer.ts';
import { credentialsOf, refuseSecrets } from '../identity/credentials.ts';
import type { Identification } from '../identity/identify.ts';

export interface ServeSchemaOptions {
  readonly identification: Pick<Identification, 'identify'>;
  /** The SDL of what a partner is shown. */
  readonly sdlOf: (partner: string) => string;
}

/**
 * `GET /partners/<name>/schema.graphql`: the SDL of what a partner is shown, for its tools; to the partner by its key,
 * and to staff who may see partners. Undefined for another address. Throws UNAUTHENTICATED, NOT_FOUND.
 */
export function servePartnerSchema(options: ServeSchemaOptions) {
  return (request: IncomingMessage, response: ServerResponse): Promise<void> | undefined => {
    const url = requestUrl(request);
    const name = /^\/partners\/([a-z][a-z0-9-]*)\/schema\.graphql$/.exec(url.pathname)?.[1];
    if (!name || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined;
    return answer(options, name, url, request, response);
  };
}

async function answer(
  { identification, sdlOf }: ServeSchemaOptions,
  name: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  refuseSecrets(url);
  const { actor, partner } = await identification.identify(credentialsOf(request));
  if (actor.kind === 'anonymous')
    throw new Refusal('UNAUTHENTICATED', 'Send the partner’s key in the header x-api-key.');
  if (partner?.name !== name && !may(actor, 'partner:read'))
    throw new Refusal('NOT_FOUND', 'There is no such partner, or it is not you.');
  const told = keepAnswer(
    { status: 200, headers: [['content-type', 'application/graphql; charset=utf-8']], body: sdlOf(name) },
    header(request, 'if-none-match'),
  );
  response.writeHead(told.status, Object.fromEntries(told.headers)).end(told.body);
}
