import { badInput } from '@lastmile/kernel/refusal';
import type { LogHead } from './read-log.ts';

/** A place in a log that a client may come back with: opaque, and of one epoch. */
export function writeCursor({ epoch, position }: LogHead): string {
  return Buffer.from(`1.${epoch}.${position}`, 'latin1').toString('base64url');
}

/** Throws BAD_INPUT for what is not one of ours. */
export function readCursor(cursor: string): LogHead {
  const text = /^[\w-]{1,64}$/.test(cursor) ? Buffer.from(cursor, 'base64url').toString('latin1') : '';
  const [, epochText, positionText] = /^1\.([1-9]\d{0,8})\.(0|[1-9]\d{0,15})$/.exec(text) ?? [];
  const epoch = Number(epochText);
  const position = Number(positionText);
  if (!Number.isSafeInteger(epoch) || !Number.isSafeInteger(position)) {
    throw badInput('after', 'this is not a cursor of a live update; leave it out to begin now');
  }
  return { epoch, position };
}
