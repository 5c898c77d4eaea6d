import { createServer } from 'node:net';
import { explainStart } from './embedded-failure.ts';

/** A port of 127.0.0.1 that is free now: the wished one, or any. Throws PORT_TAKEN if the wished one is not free. */
export function choosePort(wished: number | undefined, directory: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        explainStart(`${error.code} ${error.message}`, { directory, ...(wished ? { port: wished } : {}) }),
      );
    });
    probe.listen(wished ?? 0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
