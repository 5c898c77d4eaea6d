import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestUrl } from '@lastmile/http/read-request';
import { letterPage, listPage, renewalHash } from './mail-page.ts';
import type { Letter, Mailbox } from './mailbox.ts';
import { openMail } from './read-mail.ts';

/** Answers what is asked below `/mail` and says so; leaves everything else alone. */
export type MailHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

const shownMax = 200;
/** What letters carry along stays where it is: no scripts, nothing fetched. Frames of letters inherit it. */
const letterPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'";
const listPolicy = `${letterPolicy}; script-src ${renewalHash}; connect-src 'self'`;
const security = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export function mailHandler(mailbox: Mailbox): MailHandler {
  return (request, response) => {
    const url = requestUrl(request);
    if (url.pathname !== '/mail' && !url.pathname.startsWith('/mail/')) return false;
    answer(mailbox, request.method ?? 'GET', url, response).catch((error: unknown) => {
      if (!response.headersSent) sendJson(response, 500, { error: String(error) });
      else response.destroy();
    });
    return true;
  };
}

async function answer(mailbox: Mailbox, method: string, url: URL, response: ServerResponse): Promise<void> {
  const path = url.pathname.slice('/mail'.length).replace(/\/$/, '');
  if (method === 'DELETE' && path === '/api/messages')
    return sendJson(response, 200, { deleted: await mailbox.clear() });
  if (method !== 'GET' && method !== 'HEAD')
    return sendJson(response, 405, { error: 'GET, or DELETE /mail/api/messages' });
  if (path === '') return sendList(mailbox, url, response);
  if (path === '/api/messages') return sendMessages(mailbox, url, response);
  const [, kind, id, raw] = /^\/(messages|api\/messages)\/([\w-]+)(\/raw)?$/.exec(path) ?? [];
  const letter = id ? mailbox.find(id) : undefined;
  if (!letter) return sendJson(response, 404, { error: 'No such letter' });
  if (raw) return send(response, 200, 'text/plain; charset=utf-8', letter.raw);
  const mail = await openMail(letter.raw);
  if (kind === 'messages') return send(response, 200, 'text/html; charset=utf-8', letterPage(letter, mail));
  return sendJson(response, 200, { ...summaryOf(letter), ...mail });
}

function sendList(mailbox: Mailbox, url: URL, response: ServerResponse): void {
  const filter = url.searchParams.get('q') ?? '';
  const all = mailbox.list();
  const letters = all.filter((letter) => matches(letter, filter)).slice(0, shownMax);
  send(
    response,
    200,
    'text/html; charset=utf-8',
    listPage({ letters, total: all.length, filter }),
    listPolicy,
  );
}

/** `?to=`, `?subject=`, `?messageId=` narrow it; `?limit=` (200 unless given, at most 5,000) and `?offset=` page it. */
function sendMessages(mailbox: Mailbox, url: URL, response: ServerResponse): void {
  const wanted = (name: string) => url.searchParams.get(name);
  const [to, subject, messageId] = [wanted('to'), wanted('subject'), wanted('messageId')];
  const limit = whole(wanted('limit'), shownMax, 5_000);
  const offset = whole(wanted('offset'), 0, Number.MAX_SAFE_INTEGER);
  if (limit === undefined || offset === undefined) {
    sendJson(response, 400, { error: 'limit is 0 to 5000, offset a whole number' });
    return;
  }
  const found = mailbox
    .list()
    .filter(
      (letter) =>
        (to === null || letter.to.some((address) => address.toLowerCase() === to.toLowerCase())) &&
        (subject === null || letter.subject.includes(subject)) &&
        (messageId === null || letter.messageId === messageId),
    );
  sendJson(response, 200, {
    total: found.length,
    messages: found.slice(offset, offset + limit).map(summaryOf),
  });
}

function whole(text: string | null, standard: number, most: number): number | undefined {
  if (text === null) return standard;
  const value = Number(text);
  return Number.isInteger(value) && value >= 0 && value <= most ? value : undefined;
}

function matches({ subject, to }: Letter, filter: string): boolean {
  return `${to.join(' ')} ${subject}`.toLowerCase().includes(filter.toLowerCase());
}

function summaryOf({ raw, ...letter }: Letter) {
  return { ...letter, bytes: raw.length };
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  send(response, status, 'application/json', JSON.stringify(value));
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  policy = letterPolicy,
): void {
  response.writeHead(status, { 'content-type': type, 'content-security-policy': policy, ...security });
  response.end(body);
}
