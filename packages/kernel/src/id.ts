import { v7, validate } from 'uuid';

/** A new UUIDv7 (RFC 9562): ids in order of time, which keeps large inserts fast. Never used to decide what came first. */
export function newId(): string {
  return v7();
}

/** Whether a text is a UUID of any version, in its canonical form. */
export function isId(text: string): boolean {
  return validate(text);
}
