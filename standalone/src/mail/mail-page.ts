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
  table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .35em .8em .35em 0; vertical-align: top; border-bottom: 1px solid #ddd }
  .many { color: #a30000; font-weight: 600 } .faint { color: #666 } pre { white-space: pre-wrap; background: #f6f6f6; padding: 1em }
  iframe { width: 100%; height: 32em; border: 1px solid #ccc } input { font: inherit; padding: .25em .5em }`;

function page(title: string, body: string, refresh = false): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>
${refresh ? '<meta http-equiv="refresh" content="5">\n' : ''}<style>${style}</style></head>
<body>${body}</body></html>
`;
}

export interface ListView {
  readonly letters: readonly Letter[];
  readonly total: number;
  readonly filter: string;
}

/** The list, renewed every five seconds. */
export function listPage({ letters, total, filter }: ListView): string {
  const rows = letters
    .map(({ id, subject, to, receivedAt, received }) => {
      const often = received > 1 ? `<span class="many">received ${received} times</span>` : '';
      return `<tr><td class="faint">${escaped(receivedAt.replace('T', ' ').slice(0, 19))}</td>
<td>${escaped(to.join(', '))}</td><td><a href="/mail/messages/${id}">${escaped(subject || '(no subject)')}</a> ${often}</td></tr>`;
    })
    .join('\n');
  const empty = '<p class="faint">No letters. They appear here as soon as they are sent.</p>';
  return page(
    'Mail',
    `<h1>Mail</h1>
<form action="/mail"><input name="q" value="${escaped(filter)}" placeholder="address or subject"> ${letters.length} of ${total}</form>
${letters.length > 0 ? `<table><tr><th>Received (UTC)</th><th>To</th><th>Subject</th></tr>${rows}</table>` : empty}`,
    true,
  );
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
    letter.subject,
    `<p><a href="/mail">All letters</a> · <a href="/mail/api/messages/${letter.id}/raw">Source</a></p>
<h1>${escaped(letter.subject || '(no subject)')}</h1>
<p class="faint">To ${escaped(letter.to.join(', '))}${often}${differs}</p>
${mail.html === null ? '' : `<iframe sandbox="" srcdoc="${escaped(mail.html)}"></iframe>`}
${mail.text === null ? '' : `<h2>Text</h2><pre>${escaped(mail.text)}</pre>`}
${attachments && `<h2>Attachments</h2><ul>${attachments}</ul>`}
<h2>Headers</h2><table>${headers}</table>`,
  );
}
