import type { Postmaster } from './postmaster.ts';
import { isRunning } from './process-identity.ts';

const LOOK_EVERY_MS = 250;
/** A server that dies this often within a minute will not live by being started once more. */
const RESTARTS_MAX = 5;
const RESTARTS_WINDOW_MS = 60_000;

/** Watches the server and starts it again on its port when it was killed. */
export function keepRunning(
  first: Postmaster,
  log: (message: string) => void,
  restart: (port: number) => Promise<Postmaster>,
): { current(): Postmaster; end(): Promise<Postmaster> } {
  let current = first;
  let ended = false;
  let restarting: Promise<void> | undefined;
  let restarts: number[] = [];

  const look = () => {
    if (ended || restarting || isRunning(current.pid)) return;
    restarts = restarts.filter((at) => at > performance.now() - RESTARTS_WINDOW_MS);
    if (restarts.length >= RESTARTS_MAX) {
      clearInterval(timer);
      log(
        `PostgreSQL ended ${RESTARTS_MAX} times within a minute and is not started again: see its server.log.`,
      );
      return;
    }
    restarts.push(performance.now());
    log(
      `PostgreSQL (process ${current.pid}) has ended unexpectedly; starting it again on port ${current.port} …`,
    );
    restarting = restart(current.port)
      .then((next) => {
        current = next;
        log(`PostgreSQL runs again (process ${next.pid}).`);
      })
      .catch((error: Error) => log(error.message))
      .finally(() => {
        restarting = undefined;
      });
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();

  return {
    current: () => current,
    end: async () => {
      ended = true;
      clearInterval(timer);
      await restarting;
      return current;
    },
  };
}
