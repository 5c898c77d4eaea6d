import { redactText } from './redact.ts';

export interface CheckResult {
  ok: boolean;
  /** Why not, without secrets. */
  reason?: string;
}

export interface HealthReport {
  ok: boolean;
  checks: Record<string, CheckResult>;
}

export interface Health {
  /** Adds something that must work before requests are taken; it throws or rejects when it does not. */
  check(name: string, run: () => Promise<void> | void): void;
  /** The process answers at all; a dead database is no reason to restart it, so no check is run. */
  live(): HealthReport;
  /** Runs all checks side by side, each with the timeout. */
  ready(): Promise<HealthReport>;
  /** From now on not ready: the balancer takes this replica out before its connections are closed. */
  drain(): void;
}

export interface HealthOptions {
  /** After that a check counts as failed. Default 2,000. */
  timeoutMs?: number;
}

export function createHealth({ timeoutMs = 2_000 }: HealthOptions = {}): Health {
  const checks = new Map<string, () => Promise<void> | void>();
  let draining = false;
  return {
    check: (name, run) => {
      if (checks.has(name))
        throw new TypeError(`A health check called "${name}" exists; give this one another name.`);
      checks.set(name, run);
    },
    live: () => ({ ok: true, checks: {} }),
    ready: async () => {
      if (draining) return { ok: false, checks: { process: { ok: false, reason: 'shutting down' } } };
      const results = await Promise.all(
        [...checks].map(async ([name, run]) => [name, await attempt(run, timeoutMs)] as const),
      );
      return { ok: results.every(([, result]) => result.ok), checks: Object.fromEntries(results) };
    },
    drain: () => {
      draining = true;
    },
  };
}

async function attempt(run: () => Promise<void> | void, timeoutMs: number): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([run(), late]);
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: redactText(error instanceof Error ? error.message : String(error)) };
  } finally {
    clearTimeout(timer);
  }
}
