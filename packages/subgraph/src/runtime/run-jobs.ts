import type { Log } from '@lastmile/telemetry/log';

export interface RunnableJob {
  readonly name: string;
  readonly everyMs: number;
  /** True when more is waiting. */
  readonly run: () => Promise<boolean>;
}

export interface RunningJobs {
  wake(name: string): void;
  /** Lets what is running end. */
  stop(): Promise<void>;
}

const backoffMaxMs = 60_000;

/** Runs each job by itself: again at once while more is waiting, else after its time or when woken; slower while it fails. */
export function runJobs(jobs: readonly RunnableJob[], log: Log): RunningJobs {
  const loops = new Map(jobs.map((job) => [job.name, startLoop(job, log)]));
  return {
    wake: (name) => loops.get(name)?.wake(),
    stop: async () => {
      await Promise.all([...loops.values()].map((loop) => loop.stop()));
    },
  };
}

function startLoop(job: RunnableJob, log: Log) {
  let stopped = false;
  let woken = false;
  let wakeUp = () => {};
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
      if (woken || stopped) wakeUp();
    });
  const loop = async () => {
    for (let failures = 0; !stopped; ) {
      woken = false;
      let more = false;
      try {
        more = await job.run();
        failures = 0;
      } catch (error) {
        failures += 1;
        log.error('A job failed and will be run again', { job: job.name, failures, error });
      }
      if (!more && !stopped)
        await pause(failures > 0 ? Math.min(backoffMaxMs, 1_000 * 2 ** failures) : job.everyMs);
    }
  };
  const done = loop();
  return {
    wake: () => {
      woken = true;
      wakeUp();
    },
    stop: () => {
      stopped = true;
      wakeUp();
      return done;
    },
  };
}
