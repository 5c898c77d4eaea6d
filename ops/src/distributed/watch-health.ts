import { execFile } from 'node:child_process';
import { forThisMachine, surroundings } from './launch-process.ts';
import type { HealthCheck } from './read-service.ts';

export interface Health {
  readonly check: HealthCheck;
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Told of every change after the process was healthy for the first time. */
  readonly onChange: (healthy: boolean) => void;
}

/** Runs a health check as a container engine does: a process of its own, by interval, start period and retries. */
export class HealthWatch {
  private state: 'starting' | 'healthy' | 'unhealthy' = 'starting';
  private everHealthy = false;
  private failures = 0;
  private since = performance.now();
  private timer: NodeJS.Timeout | undefined;
  /** Counts starts of the process: an answer about an earlier one is not taken. */
  private start = 0;
  private waiting: PromiseWithResolvers<void>[] = [];
  private readonly health: Health;

  constructor(health: Health) {
    this.health = health;
    this.askLater();
  }

  /** Resolves when the check passes, now or later. Rejects when the process never was healthy and its tries are used up. */
  healthy(): Promise<void> {
    if (this.state === 'healthy') return Promise.resolve();
    const wait = Promise.withResolvers<void>();
    this.waiting.push(wait);
    return wait.promise;
  }

  /** The process was started anew: it is asked as often as at the beginning. */
  restarted(): void {
    clearTimeout(this.timer);
    this.start += 1;
    this.state = 'starting';
    this.failures = 0;
    this.since = performance.now();
    this.askLater();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.start += 1;
  }

  private young(): boolean {
    return this.state === 'starting' && performance.now() - this.since < this.health.check.startPeriodMs;
  }

  private askLater(): void {
    const { startIntervalMs, intervalMs } = this.health.check;
    this.timer = setTimeout(() => void this.ask(this.start), this.young() ? startIntervalMs : intervalMs);
  }

  private async ask(start: number): Promise<void> {
    const passes = await runCheck(this.health);
    if (start !== this.start) return;
    this.failures = passes || this.young() ? 0 : this.failures + 1;
    if (passes) this.turn('healthy');
    else if (this.failures >= this.health.check.retries) this.turn('unhealthy');
    this.askLater();
  }

  private turn(next: 'healthy' | 'unhealthy'): void {
    if (this.state === next) return;
    this.state = next;
    if (this.everHealthy) this.health.onChange(next === 'healthy');
    if (next === 'unhealthy' && this.everHealthy) return;
    this.everHealthy = next === 'healthy';
    for (const { resolve, reject } of this.waiting.splice(0)) {
      if (next === 'healthy') resolve();
      else reject(new Error('its health check does not pass'));
    }
  }
}

function runCheck({ check, environment, cwd }: Health): Promise<boolean> {
  const [program, ...words] = forThisMachine(check.command);
  const options = {
    cwd,
    env: surroundings(environment),
    timeout: check.timeoutMs,
    killSignal: 'SIGKILL' as const,
  };
  return new Promise((resolve) =>
    execFile(program ?? '', words, options, (error) => resolve(error === null)),
  );
}
