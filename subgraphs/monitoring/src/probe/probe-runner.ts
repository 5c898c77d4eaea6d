import type { Clock } from '@lastmile/kernel/clock';
import type { ProbeRule, ProbeState } from './probe.ts';
import type { ConnectOutcome, ConnectRequest } from './tcp-connect.ts';

/** A probe that this process holds the lease of. */
export interface LeasedProbe extends ProbeState, ProbeRule {
  readonly id: string;
  readonly nodeId: string;
  readonly leaseId: string;
  readonly kind: string;
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** Outages of the node within the flap window. */
  readonly recentOutages: number;
}

export interface AnsweredProbe {
  readonly probe: LeasedProbe;
  readonly outcome: ConnectOutcome;
  /** By the business clock. */
  readonly at: Date;
}

/** Asks nodes, some at a time. A slow answer holds up nobody else: what is ready is handed out while it is waited for. */
export class ProbeRunner {
  readonly #connect: (request: ConnectRequest) => Promise<ConnectOutcome>;
  readonly #clock: Clock;
  readonly #concurrency: number;
  readonly #stop = new AbortController();
  readonly #answered: AnsweredProbe[] = [];
  #inFlight = 0;
  #changed = () => {};

  constructor(options: {
    concurrency: number;
    clock: Clock;
    connect: (request: ConnectRequest) => Promise<ConnectOutcome>;
  }) {
    this.#concurrency = options.concurrency;
    this.#clock = options.clock;
    this.#connect = options.connect;
  }

  get free(): number {
    return this.#stop.signal.aborted ? 0 : this.#concurrency - this.#inFlight;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  start(probe: LeasedProbe): void {
    this.#inFlight += 1;
    const { host, port, timeoutMs } = probe;
    void this.#connect({ host, port, timeoutMs, signal: this.#stop.signal }).then((outcome) => {
      this.#inFlight -= 1;
      // Our own shutdown says nothing about the node; the lease runs out and another replica asks.
      if (!this.#stop.signal.aborted) this.#answered.push({ probe, outcome, at: this.#clock.now() });
      this.#changed();
    });
  }

  /** What has been answered, as soon as nothing is in flight, or after `waitMs` at the latest. */
  async answered(waitMs: number): Promise<AnsweredProbe[]> {
    const deadline = performance.now() + waitMs;
    while (this.#inFlight > 0 && performance.now() < deadline) await this.#change(deadline);
    return this.#answered.splice(0);
  }

  /** Cuts what is in flight. */
  close(): void {
    this.#stop.abort();
  }

  #change(deadline: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(1, deadline - performance.now()));
      this.#changed = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
