import type { Log } from '@lastmile/telemetry/log';

/** SIGTERM and SIGINT end the process after `stop`; a second one at once. */
export function endOnSignals(log: Log, stop: () => Promise<void>): void {
  let ending = false;
  const end = (signal: string) => {
    if (ending) process.exit(130);
    ending = true;
    log.info('Ending', { signal });
    stop().then(
      () => process.exit(0),
      (error) => {
        log.error('Ending failed', { error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
