import type { ServerResponse } from 'node:http';
import { Refusal } from '@lastmile/kernel/refusal';
import type { Log } from '@lastmile/telemetry/log';

export function sendText(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendText(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}

/** The HTTP status of a refusal's code; 400 for those that have none of their own. */
export const statusOfRefusal = (code: string): number => statusOfCode[code] ?? 400;

const statusOfCode: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  BODY_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

/** A refusal in GraphQL's error shape; anything else is masked and told in the log. An answer that has begun is cut. */
export function sendRefusal(response: ServerResponse, error: unknown, correlationId: string, log: Log): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof Refusal) {
    const extensions = { code: error.code, ...error.details, correlationId };
    // The rest of what was sent would be taken for the next request.
    if (error.code === 'BODY_TOO_LARGE' && !response.req.complete) response.setHeader('connection', 'close');
    sendJson(response, statusOfRefusal(error.code), { errors: [{ message: error.message, extensions }] });
    return;
  }
  log.error('A request failed', { error });
  const message = `Something went wrong here. Tell support the correlation id ${correlationId}.`;
  sendJson(response, 500, { errors: [{ message, extensions: { code: 'INTERNAL', correlationId } }] });
}
