import { badInput } from '@lastmile/kernel/refusal';

/** A MAC address (EUI-48) as `00:1a:2b:3c:4d:5e`, from any of the usual ways to write one. Throws BAD_INPUT naming `field`. */
export function macAddress(field: string, given: string): string {
  const text = given.trim().toLowerCase();
  const written = /^([0-9a-f]{2}([:-]?))(?:[0-9a-f]{2}\2){4}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/;
  if (!written.test(text))
    throw badInput(field, 'a MAC address has 12 hexadecimal digits, like 00:1A:2B:3C:4D:5E');
  const digits = text.replace(/[^0-9a-f]/g, '');
  if (Number.parseInt(digits.slice(0, 2), 16) % 2 === 1)
    throw badInput(field, 'this address is for groups (its first byte is odd); a device has one of its own');
  if (/^0+$/.test(digits)) throw badInput(field, 'a device has a MAC address other than all zeros');
  return digits.match(/../g)?.join(':') ?? digits;
}

/** A serial number in capitals, as it stands on the label. */
export function serialNumber(field: string, given: string): string {
  const text = given.trim().toUpperCase();
  if (!/^[A-Z0-9](?:[A-Z0-9._/-]{2,38}[A-Z0-9])$/.test(text))
    throw badInput(
      field,
      'a serial number has 4 to 40 letters, digits, dashes, points or slashes, as on the label of the device',
    );
  return text;
}
