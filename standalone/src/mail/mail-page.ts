import { createHash } from 'node:crypto';
import { pageIcon } from '@lastmile/http/page-icon';
import type { Letter } from './mailbox.ts';
import type { OpenedMail } from './read-mail.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

const style = `
  body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 64em; padding: 0 1em; color: #1a1a1a }
  h1 { overflow-wrap: anywhere } table { border-collapse: collapse; width: 100%; margin: 1em 0 }
  td, th { text-align: left; padding: .35em .8em .35em 0; vertical-align: top; border-bottom: 1px solid #ddd; overflow-wrap: anywhere }
  th { white-space: nowrap } time { white-space: nowrap } .many { color: #a30000; font-weight: 600 } .faint { color: #666 }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f6f6; padding: 1em }
  iframe { width: 100%; height: 32em; border: 1px solid #ccc } input { font: inherit; padding: .25em .5em; width: 20em; max-width: 100%; box-sizing: border-box }`;

/** Brings what is new into the list and leaves the rest of the page, the filter in the typing among it, alone. */
const renewal = `
setInterval(async () => {
  const answer = await fetch(location.href).catch(() => undefined);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
  const shown = document.querySelector('main');
  if (fresh.innerHTML !== shown.innerHTML) shown.replaceWith(fresh);
}, 2000);
`;

/** For `script-src`: the list's own script, and no other. */
export const renewalHash = `'sha256-${createHash('sha256').update(renewal).digest('base64')}'`;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
${pageIcon}
<style>${style}</style></head>
<body>${body}</body></html>
`;
}

const timeOf = ({ receivedAt }: Letter) =>
  `<time datetime="${receivedAt}">${receivedAt.replace('T', ' ').slice(0, 19)}</time>`;

export interface ListView {
  readonly letters: readonly Letter[];
  readonly total: number;
  readonly filter: string;
}

/** The list, which renews itself. */
export function listPage({ letters, total, filter }: ListView): string {
  const rows = letters
    .map((letter) => {
      const { id, subject, to, received } = letter;
      const often = received > 1 ? ` <span class="many">received ${received} times</span>` : '';
      return `<tr><td class="faint">${timeOf(letter)}</td>
<td>${escaped(to.join(', '))}</td><td><a href="/mail/messages/${id}">${escaped(subject || '(no subject)')}</a>${often}</td></tr>`;
    })
    .join('\n');
  const table = `<table><tr><th>Received (UTC)</th><th>To</th><th>Subject</th></tr>
${rows}</table>`;
  return page(
    'Mail · Lastmile',
    `<h1>Mail</h1>
<form action="/mail"><input type="search" name="q" value="${escaped(filter)}" aria-label="Address or subject" placeholder="address or subject, then Enter"></form>
<main><p class="faint">${countOf(letters.length, total)}</p>
${letters.length > 0 ? table : ''}</main>
<script>${renewal}</script>`,
  );
}

function countOf(shown: number, total: number): string {
  if (total === 0) return 'No letters. They appear here as soon as they are sent.';
  const letters = total === 1 ? 'letter' : 'letters';
  return shown === total ? `${total} ${letters}` : `${shown} of ${total} ${letters}`;
}

/** One letter. Its HTML stands in a frame without scripts, forms, links to the outside or an origin. */
export function letterPage(letter: Letter, mail: OpenedMail): string {
  const headers = mail.headers
    .map(({ name, value }) => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`)
    .join('\n');
  const attachments = mail.attachments
    .map(({ name, bytes }) => `<li>${escaped(name)}, ${bytes} bytes</li>`)
    .join('');
  const often = letter.received > 1 ? `, received ${letter.received} times` : '';
  const differs = letter.identical ? '' : ' <span class="many">with different bytes</span>';
  return page(
    `${letter.subject} · Mail`,
    `<p><a href="/mail">All letters</a> · <a href="/mail/api/messages/${letter.id}/raw">Source</a></p>
<h1>${escaped(letter.subject || '(no subject)')}</h1>
<p class="faint">To ${escaped(letter.to.join(', '))} on ${timeOf(letter)} UTC${often}${differs}</p>
${mail.html === null ? '' : `<iframe title="The letter" sandbox="" srcdoc="${escaped(mail.html)}"></iframe>`}
${mail.text === null ? '' : `<h2>Text</h2><pre>${escaped(mail.text)}</pre>`}
${attachments && `<h2>Attachments</h2><ul>${attachments}</ul>`}
<h2>Headers</h2><table>${headers}</table>`,
  );
}
