import { createHash } from 'node:crypto';
import type { HttpAnswer } from './http-message.ts';

/**
 * An answer to GET as whoever asked may keep it: asked for again each time, and not sent again while it is the same.
 * Answers are what the rights of one caller show, so nobody between keeps them.
 */
export function keepAnswer(answer: HttpAnswer, noneMatch: string | undefined): HttpAnswer {
  if (answer.status !== 200 || answer.body.startsWith('{"errors"')) return answer;
  // Weak: the same answer is sent in several encodings.
  const etag = `W/"${createHash('sha256').update(answer.body).digest('base64url').slice(0, 27)}"`;
  const headers = [
    ...[...answer.headers].filter(([name]) => !['cache-control', 'content-length'].includes(name)),
    ['cache-control', 'private, no-cache'],
    ['vary', 'authorization, x-api-key, accept'],
    ['etag', etag],
  ] as [string, string][];
  const isKnown = noneMatch?.split(',').some((one) => one.trim().replace(/^(W\/)?/, 'W/') === etag);
  return isKnown ? { status: 304, headers, body: '' } : { ...answer, headers };
}
