import { describe, expect, it } from '@jest/globals';
import { withCorrelation } from '@lastmile/telemetry/correlation';
import { createLog } from '@lastmile/telemetry/log';
import { presentError } from './present-error.ts';

describe('what went wrong here', () => {
  const lines: string[] = [];
  const log = createLog({
    service: 'gateway',
    destination: { write: (line: string) => void lines.push(line) },
  });
  const told = () => presentError(new Error('no such table'), { log, hints: true }).errors[0];

  it('is told with an id that is found in the log, also over a socket, where no request brings one', () => {
    const error = told();
    const { correlationId } = error?.extensions ?? {};
    expect(error?.extensions?.code).toBe('INTERNAL');
    expect(error?.message).toContain(`the correlation id ${JSON.parse(lines.at(-1) ?? '').correlationId}.`);
    expect(correlationId).toBe(JSON.parse(lines.at(-1) ?? '').correlationId);
    expect(correlationId).toMatch(/^[\w-]{8,}$/);
  });

  it('is told with the id of the request that there is', () => {
    expect(withCorrelation('of-a-request', told)?.extensions?.correlationId).toBe('of-a-request');
    expect(JSON.parse(lines.at(-1) ?? '').correlationId).toBe('of-a-request');
  });
});
