import { connect, type Socket } from 'node:net';

const textMessage = 0x81;
const closeMessage = 0x88;
const pingMessage = 0x89;

/**
 * A client's side of graphql-transport-ws that does as little as can be, so that ten thousand of them in one process do
 * not hold up the server that is measured: it counts what comes and reads nothing.
 */
export class BareSocket {
  readonly #wire: Socket;
  #left: Buffer = Buffer.alloc(0);
  #skip = 0;
  #isOpen = false;
  readonly #unsaid: unknown[] = [];
  /** Text messages that came whole. */
  messages = 0;
  closed: number | undefined;

  constructor(port: number, from: string, onMessage: () => void) {
    this.#wire = connect({ port, host: '127.0.0.1', localAddress: from });
    this.#wire.on('connect', () => {
      this.#wire.write(
        `GET /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nupgrade: websocket\r\nconnection: Upgrade\r\n` +
          'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
          'sec-websocket-protocol: graphql-transport-ws\r\n\r\n',
      );
    });
    this.#wire.on('data', (bytes) => this.#read(bytes, onMessage));
    this.#wire.on('error', () => {
      this.closed ??= 1006;
    });
    this.#wire.on('close', () => {
      this.closed ??= 1006;
    });
  }

  send(message: unknown): void {
    // What is said before the handshake is over goes out after it.
    if (!this.#isOpen) {
      this.#unsaid.push(message);
      return;
    }
    this.#wire.write(frame(textMessage, Buffer.from(JSON.stringify(message))));
  }

  end(): void {
    this.#wire.destroy();
  }

  #read(bytes: Buffer, onMessage: () => void): void {
    let rest = this.#left.length > 0 ? Buffer.concat([this.#left, bytes]) : bytes;
    if (!this.#isOpen) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) {
        this.#left = rest;
        return;
      }
      this.#isOpen = true;
      rest = rest.subarray(end + 4);
      for (const message of this.#unsaid.splice(0)) this.send(message);
    }
    for (;;) {
      if (this.#skip > 0) {
        const taken = Math.min(this.#skip, rest.length);
        this.#skip -= taken;
        rest = rest.subarray(taken);
        if (this.#skip > 0) break;
        this.messages += 1;
        onMessage();
      }
      const opening = readOpening(rest);
      if (!opening) break;
      if (opening.type === closeMessage || opening.type === pingMessage) {
        if (rest.length < opening.bytes + opening.length) break;
        const body = rest.subarray(opening.bytes, opening.bytes + opening.length);
        rest = rest.subarray(opening.bytes + opening.length);
        if (opening.type === pingMessage) this.#wire.write(frame(0x8a, body));
        else {
          this.closed = body.length >= 2 ? body.readUInt16BE(0) : 1005;
          this.#wire.end();
        }
        continue;
      }
      rest = rest.subarray(opening.bytes);
      this.#skip = opening.length;
    }
    this.#left = rest.length > 0 ? Buffer.from(rest) : Buffer.alloc(0);
  }
}

function readOpening(bytes: Buffer): { type: number; bytes: number; length: number } | undefined {
  const [type = 0, first = 0] = bytes;
  if (bytes.length < 2) return undefined;
  if (first < 126) return { type, bytes: 2, length: first };
  if (first === 126) return bytes.length < 4 ? undefined : { type, bytes: 4, length: bytes.readUInt16BE(2) };
  return bytes.length < 10 ? undefined : { type, bytes: 10, length: Number(bytes.readBigUInt64BE(2)) };
}

/** Masked, as a client's frames are, with a mask of zeros. */
function frame(type: number, body: Buffer): Buffer {
  const opening =
    body.length < 126
      ? Buffer.from([type, 0x80 | body.length])
      : Buffer.from([type, 0xfe, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([opening, Buffer.alloc(4), body]);
}
