import { simpleParser } from 'mailparser';
import type { LetterHead } from './mailbox.ts';

/** A message taken apart, to be looked at. */
export interface OpenedMail {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly text: string | null;
  readonly html: string | null;
  readonly attachments: readonly { readonly name: string; readonly bytes: number }[];
}

const headerBytesMax = 64 * 1024;

/** Message-ID and subject, without opening the rest. */
export function readHead(raw: Buffer): LetterHead {
  const headers = headersOf(raw);
  const value = (name: string) => headers.find((header) => header.name.toLowerCase() === name)?.value;
  return { messageId: value('message-id')?.trim() || null, subject: decodeWords(value('subject') ?? '') };
}

function headersOf(raw: Buffer): { name: string; value: string }[] {
  const text = raw.subarray(0, headerBytesMax).toString('utf8');
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  const unfolded = text.slice(0, end).replace(/\r?\n[ \t]+/g, ' ');
  return unfolded.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0 ? [{ name: line.slice(0, colon), value: line.slice(colon + 1).trim() }] : [];
  });
}

/** Encoded words of RFC 2047. */
function decodeWords(text: string): string {
  const joined = text.replace(/\?=\s+=\?/g, '?==?');
  return joined.replace(
    /=\?([\w-]+)\?([BQ])\?([^?]*)\?=/gi,
    (word, charset: string, kind: string, body: string) => {
      const bytes =
        kind.toUpperCase() === 'B'
          ? Buffer.from(body, 'base64')
          : Buffer.from(
              body
                .replaceAll('_', ' ')
                .replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
              'latin1',
            );
      try {
        return new TextDecoder(charset).decode(bytes);
      } catch {
        return word;
      }
    },
  );
}

/** Throws nothing: what cannot be read is left out. */
export async function openMail(raw: Buffer): Promise<OpenedMail> {
  const parsed = await simpleParser(raw, { skipImageLinks: true, skipTextToHtml: true });
  return {
    headers: headersOf(raw).map(({ name, value }) => ({ name, value: decodeWords(value) })),
    text: parsed.text ?? null,
    html: parsed.html || null,
    attachments: parsed.attachments.map(({ filename, size }) => ({
      name: filename ?? 'unnamed',
      bytes: size,
    })),
  };
}
