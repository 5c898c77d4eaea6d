import { createServer, type Server } from 'node:net';

/** Addresses of this machine's own (127.0.x.…) that no other run uses. */
export interface Network {
  /** The next unused address. */
  next(): string;
  /** Listened at (port `claimPort`) for as long as the addresses are held. */
  readonly claim: string;
  release(): void;
}

/** Listened at for as long as a run lasts, so that two runs never share addresses. */
export const claimPort = 4099;

/** Takes the first free 127.0.x of loopback. Rejects where the system has 127.0.0.1 alone. */
export async function claimNetwork(): Promise<Network> {
  for (let block = 1; block < 255; block += 1) {
    const address = `127.0.${block}.254`;
    const holder = await claim(address);
    if (!holder) continue;
    let last = 0;
    return {
      claim: address,
      next: () => {
        last += 1;
        if (last > 253) throw new RangeError('One run has at most 253 addresses; take fewer replicas.');
        return `127.0.${block}.${last}`;
      },
      release: () => holder.close(),
    };
  }
  throw new Error('No loopback addresses are left: 254 runs hold them; stop some.');
}

async function claim(host: string): Promise<Server | undefined> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) =>
      server.once('error', reject).listen(claimPort, host, resolve),
    );
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') return undefined;
    throw new Error(
      `This system has no address ${host}, and each process needs one of its own. On macOS: for n in $(seq 1 40) 254; do sudo ifconfig lo0 alias 127.0.1.$n; done`,
    );
  }
}
