import MailComposer from 'nodemailer/lib/mail-composer';
import type { RenderedText } from '../template/render-text.ts';

/** The same for every attempt, so that a receiver sees a repeated letter as the one it knows. */
export function messageIdOf(notificationId: string, from: string): string {
  return `<${notificationId}@${domainOf(from)}>`;
}

/** The bare address of `Name <address>`. */
export function addressOf(from: string): string {
  return /<([^<>]+)>$/.exec(from)?.[1] ?? from;
}

function domainOf(from: string): string {
  const address = addressOf(from);
  return address.slice(address.lastIndexOf('@') + 1);
}

export interface LetterHead {
  readonly notificationId: string;
  readonly from: string;
  readonly to: { readonly address: string; readonly name: string | null };
  readonly language: string;
  readonly date: Date;
}

/** The letter as it goes over the wire (RFC 5322, MIME). */
export function composeMail(head: LetterHead, { subject, text, html }: RenderedText): Promise<Buffer> {
  const composer = new MailComposer({
    from: head.from,
    to: { address: head.to.address, name: head.to.name ?? '' },
    subject,
    text,
    ...(html !== null && { html }),
    date: head.date,
    messageId: messageIdOf(head.notificationId, head.from),
    baseBoundary: head.notificationId,
    headers: {
      'Content-Language': head.language,
      // RFC 3834: keeps other people's auto-responders from answering.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  } as never);
  return composer.compile().build();
}
