import { badInput } from '@lastmile/kernel/refusal';

/** RFC 5321, 4.5.3.1. */
const lengthMax = 254;
const localLengthMax = 64;
/** Deliberately coarse: what a mail server accepts is its own affair, what could be mistaken for something else is not. */
const pattern =
  /^[^\s@"(),:;<>[\\\]\p{Cc}\p{Cs}]+@[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u;

/** An e-mail as it is kept and written to. Throws BAD_INPUT. */
export function readEmail(text: string, field = 'email'): string {
  const email = text.normalize('NFKC').trim();
  const local = email.slice(0, email.lastIndexOf('@'));
  if (email.length > lengthMax || local.length > localLengthMax || !pattern.test(email)) {
    throw badInput(field, 'this is no e-mail address; write it like name@example.com');
  }
  return email;
}

/** What makes two e-mails the same login: upper and lower case do not matter. */
export function emailKey(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}
