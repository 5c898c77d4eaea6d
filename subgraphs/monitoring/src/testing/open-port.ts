import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** A real TCP port of this machine that can stop answering and answer again. */
export class OpenPort {
  #server: Server | undefined;
  #port = 0;

  static async open(): Promise<OpenPort> {
    const made = new OpenPort();
    await made.answer();
    return made;
  }

  get port(): number {
    return this.#port;
  }

  async answer(): Promise<void> {
    if (this.#server) return;
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end();
    });
    // A test that failed half way must not keep the process.
    server.unref();
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async fallSilent(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    await closed;
  }
}
