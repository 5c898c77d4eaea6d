import type { Duplex } from 'node:stream';

const openingBytes = 0x81; // FIN, text

/** Longer bodies are handed to the socket as they are; shorter ones are cheaper to copy than to write apart. */
const copiedBytesMax = 4_096;

/**
 * Writes one unmasked text frame (RFC 6455, 5.2) made of `head`, `body` and `tail`. The body was serialised once for all
 * who hear it; a long one is not even copied, so that one buffer serves all, also while it waits for slow readers.
 */
export function writeTextFrame(socket: Duplex, head: string, body: Buffer, tail: Buffer): void {
  const headBytes = Buffer.byteLength(head);
  const length = headBytes + body.length + tail.length;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const bodyAt = 2 + lengthBytes + headBytes;
  const isCopied = body.length <= copiedBytesMax;
  const frame = Buffer.allocUnsafe(isCopied ? 2 + lengthBytes + length : bodyAt);
  frame[0] = openingBytes;
  if (lengthBytes === 0) frame[1] = length;
  else if (lengthBytes === 2) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(head, 2 + lengthBytes);
  if (isCopied) {
    frame.set(body, bodyAt);
    frame.set(tail, bodyAt + body.length);
    socket.write(frame);
    return;
  }
  socket.cork();
  socket.write(frame);
  socket.write(body);
  socket.write(tail);
  socket.uncork();
}
