import type { Duplex } from 'node:stream';

const openingBytes = 0x81; // FIN, text

/**
 * Writes one unmasked text frame (RFC 6455, 5.2) made of `head`, `body` and `tail`. The body's bytes are handed to the
 * socket as they are, so that one buffer serves all who hear it, also while it waits for those who read slowly.
 */
export function writeTextFrame(socket: Duplex, head: string, body: Buffer, tail: Buffer): void {
  const headBytes = Buffer.byteLength(head);
  const length = headBytes + body.length + tail.length;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const opening = Buffer.allocUnsafe(2 + lengthBytes + headBytes);
  opening[0] = openingBytes;
  if (lengthBytes === 0) opening[1] = length;
  else if (lengthBytes === 2) {
    opening[1] = 126;
    opening.writeUInt16BE(length, 2);
  } else {
    opening[1] = 127;
    opening.writeBigUInt64BE(BigInt(length), 2);
  }
  opening.write(head, 2 + lengthBytes);
  socket.cork();
  socket.write(opening);
  socket.write(body);
  socket.write(tail);
  socket.uncork();
}
