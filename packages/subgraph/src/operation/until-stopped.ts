import { Interruption } from '@lastmile/federation/ground/interruption';
import { Refusal } from '@lastmile/kernel/refusal';
import type { OperationResult } from './execute-operation.ts';

/** Nothing more is begun for an answer that nobody waits for. */
export function deadlineExceeded(): Refusal {
  return new Refusal('DEADLINE_EXCEEDED', 'Nobody waits for this answer any more.');
}

/** The result, or as soon as nobody waits for it any more one that says so. */
export async function untilStopped(
  running: Promise<OperationResult>,
  signal: AbortSignal | undefined,
  correlationId: string,
): Promise<OperationResult> {
  if (!signal) return running;
  const stopped = new Interruption();
  const release = stopped.follow(signal);
  try {
    return await stopped.wait(running, () => notWaitedFor(correlationId));
  } finally {
    release();
  }
}

function notWaitedFor(correlationId: string): OperationResult {
  const { code, message } = deadlineExceeded();
  return { data: null, errors: [{ message, extensions: { code, correlationId } }] };
}
