import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { Log } from '@lastmile/telemetry/log';
import { type Launch, lastWords, launchProcess, lengthOf } from './launch-process.ts';
import type { Service } from './read-service.ts';
import { rewriteOwnAddress } from './rewrite-names.ts';
import { HealthWatch } from './watch-health.ts';

/** One running process of a service. */
export interface RunningProcess {
  readonly service: string;
  /** From 1. */
  readonly replica: number;
  readonly address: string;
  readonly logFile: string;
  /** The process's number now; 0 while it is started again. */
  readonly pid: number;
  /** Sends a signal; what dies of it is started again as the file says (`restart`). */
  kill(signal?: NodeJS.Signals): void;
  /** Resolves when its health check passes (at once if it has none); after `kill` that of the process started next. */
  healthy(): Promise<void>;
}

export interface Replica extends RunningProcess {
  /** SIGTERM, and SIGKILL after the service's `stop_grace_period`. */
  stop(): Promise<void>;
}

export interface ReplicaOptions extends Launch {
  readonly service: Service;
  readonly replica: number;
  readonly address: string;
  readonly log: Log;
}

const backoffMs = { first: 250, most: 10_000 };
/** A process that lived this long is started again at once when it ends. */
const settledMs = 10_000;
/** A process that ends so often before it was healthy is given up: its settings are wrong, not the moment. */
const attemptsMax = 3;
const deadly: ReadonlySet<NodeJS.Signals> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGABRT']);

/** Starts a replica and keeps it running. */
export function keepReplica(options: ReplicaOptions): Replica {
  return new KeptReplica(options);
}

class KeptReplica implements Replica {
  readonly service: string;
  readonly replica: number;
  readonly address: string;
  readonly logFile: string;
  private readonly options: ReplicaOptions;
  private readonly watch: HealthWatch | undefined;
  private readonly givenUp = Promise.withResolvers<never>();
  private child: ChildProcess | undefined;
  private exited: Promise<void> = Promise.resolve();
  private again: NodeJS.Timeout | undefined;
  private delayMs = backoffMs.first;
  private attempts = 0;
  /** Where in the log the words of the latest process begin. */
  private logBegin = 0;
  private everHealthy = false;
  private stopping = false;

  constructor(options: ReplicaOptions) {
    this.options = options;
    this.service = options.service.name;
    this.replica = options.replica;
    this.address = options.address;
    this.logFile = options.logFile;
    this.givenUp.promise.catch(() => {});
    const { healthCheck } = options.service;
    this.launch();
    this.watch =
      healthCheck &&
      new HealthWatch({
        check: { ...healthCheck, command: rewriteOwnAddress(healthCheck.command, this.address) },
        environment: options.environment,
        cwd: options.cwd,
        onChange: (healthy) => {
          if (healthy) options.log.info('A process is healthy again', this.name());
          else options.log.warn('A process is not healthy', this.name());
        },
      });
  }

  get pid(): number {
    return this.child?.exitCode === null && this.child.signalCode === null ? (this.child.pid ?? 0) : 0;
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (!this.pid) return;
    this.child?.kill(signal);
    // Whoever waits for health from here on waits for the next process's.
    if (deadly.has(signal)) this.watch?.restarted();
  }

  async healthy(): Promise<void> {
    try {
      await Promise.race([this.watch?.healthy(), this.givenUp.promise]);
      this.everHealthy = true;
    } catch (error) {
      throw new Error(
        `${this.service} (replica ${this.replica}) does not start: ${(error as Error).message}. The end of ${this.logFile}:\n${lastWords(this.logFile, this.logBegin)}`,
      );
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.again);
    this.kill('SIGTERM');
    const late = setTimeout(() => {
      this.options.log.warn('A process did not end in time and is killed', this.name());
      this.kill('SIGKILL');
    }, this.options.service.stopGraceMs);
    await this.exited;
    this.watch?.stop();
    clearTimeout(late);
    rmSync(this.options.pidFile, { force: true });
  }

  private name() {
    return { process: this.service, replica: this.replica };
  }

  private launch(): void {
    const began = performance.now();
    this.attempts += 1;
    this.logBegin = lengthOf(this.logFile);
    const child = launchProcess(this.options);
    this.child = child;
    const ended = Promise.withResolvers<void>();
    this.exited = ended.promise;
    let over = false;
    const end = (how: object, failed: boolean) => {
      if (over) return;
      over = true;
      ended.resolve();
      if (!this.stopping) this.decide(how, failed, performance.now() - began);
    };
    child.once('error', (error) => end({ error }, true));
    child.once('exit', (code, signal) => end({ code, signal }, code !== 0));
  }

  /** What the restart policy says about a process that has ended by itself. */
  private decide(how: object, failed: boolean, livedMs: number): void {
    const { restart } = this.options.service;
    const restarts =
      restart === 'always' || restart === 'unless-stopped' || (restart === 'on-failure' && failed);
    if (!this.everHealthy && (!restarts || this.attempts >= attemptsMax)) {
      this.options.log.error('A process has ended before it was ready', { ...this.name(), ...how });
      this.watch?.stop();
      this.givenUp.reject(new Error('it has ended by itself'));
      return;
    }
    if (!restarts) {
      this.options.log.warn('A process has ended and stays so, as the file says', { ...this.name(), ...how });
      return;
    }
    if (livedMs > settledMs) this.delayMs = backoffMs.first;
    this.options.log.warn('A process has ended and is started again', {
      ...{ ...this.name(), ...how, inMs: this.delayMs },
    });
    this.again = setTimeout(() => {
      this.launch();
      this.watch?.restarted();
    }, this.delayMs);
    this.delayMs = Math.min(this.delayMs * 2, backoffMs.most);
  }
}
