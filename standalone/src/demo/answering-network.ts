import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { ExtraRoute } from '@lastmile/gateway/platform';
import { sendJson } from '@lastmile/http/send-answer';

/**
 * The demo's network: a TCP port for every node, which probes reach. A node goes down when its port stops answering:
 * `POST /demo/nodes/olt-07/down`, and `/up`.
 */
export class AnsweringNetwork {
  readonly #portsPath: string;
  readonly #ports: Record<string, number>;
  readonly #servers = new Map<string, Server>();

  constructor(portsPath: string) {
    this.#portsPath = portsPath;
    this.#ports = existsSync(portsPath) ? JSON.parse(readFileSync(portsPath, 'utf8')) : {};
  }

  /** Answers for the nodes, on the ports of last time where they are free. Returns those whose port is another now. */
  async start(names: readonly string[]): Promise<string[]> {
    const moved: string[] = [];
    for (const name of names) {
      const before = this.#ports[name];
      const port = (before && (await this.#open(name, before))) || (await this.#open(name, 0));
      if (port !== before) moved.push(name);
      this.#ports[name] = port ?? 0;
    }
    writeFileSync(this.#portsPath, JSON.stringify(this.#ports));
    return moved;
  }

  portOf(name: string): number {
    const port = this.#ports[name];
    if (!port) throw new Error(`The demo's network has no node ${name}`);
    return port;
  }

  /** True when there is such a node. */
  async down(name: string): Promise<boolean> {
    const server = this.#servers.get(name);
    this.#servers.delete(name);
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
    return name in this.#ports;
  }

  async up(name: string): Promise<boolean> {
    if (!(name in this.#ports)) return false;
    if (!this.#servers.has(name)) await this.#open(name, this.portOf(name));
    return true;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#servers.keys()].map((name) => this.down(name)));
  }

  /** POST /demo/nodes/<name>/(down|up) */
  readonly route: ExtraRoute = (request, response) => {
    const match = /^\/demo\/nodes\/([a-z0-9-]+)\/(down|up)$/.exec(request.url ?? '');
    if (!match?.[1] || request.method !== 'POST') return false;
    const [, name, way] = match;
    void (way === 'down' ? this.down(name) : this.up(name)).then((known) =>
      sendJson(
        response,
        known ? 200 : 404,
        known ? { node: name, answers: way === 'up' } : { error: `No node ${name}` },
      ),
    );
    return true;
  };

  /** The port, or undefined where it is taken. */
  #open(name: string, port: number): Promise<number | undefined> {
    const server = createServer((socket) => socket.end());
    return new Promise((resolve) => {
      server.once('error', () => resolve(undefined));
      server.listen(port, '127.0.0.1', () => {
        this.#servers.set(name, server);
        resolve((server.address() as AddressInfo).port);
      });
    });
  }
}
