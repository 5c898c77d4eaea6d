import fs, { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { withCorrelation } from './correlation.ts';
import { createLog, type LogOptions, silentLog } from './log.ts';

function capture(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = createLog({
    service: 'billing',
    destination: { write: (line) => lines.push(line) },
    ...options,
  });
  return { log, lines, records: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the log', () => {
  it('writes one JSON line with level, time, service, message and fields', () => {
    const { log, records } = capture();
    log.info('invoice issued', { invoiceId: 'i1', lines: 3 });
    expect(records()[0]).toMatchObject({
      level: 'info',
      service: 'billing',
      message: 'invoice issued',
      invoiceId: 'i1',
      lines: 3,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
  });

  it('that cannot be written fails no work, says so once, and has its lines when it can', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'lastmile-log-')), 'full.log');
    const log = createLog({ service: 'billing', destination: path });
    log.info('before');
    const told = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const full = jest.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    });
    log.error('while it is full');
    log.error('and again');
    full.mockRestore();
    log.info('after');
    expect(told.mock.calls).toEqual([['The log cannot be written (ENOSPC): free some space there.\n']]);
    told.mockRestore();
    const messages = fs
      .readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).message);
    expect(messages).toEqual(['before', 'while it is full', 'and again', 'after']);
  });

  it('carries the correlation id of the work, across awaits and in children', async () => {
    const { log, records } = capture();
    const child = log.child({ handler: 'open-account' });
    await Promise.all(
      ['c1', 'c2'].map((id) =>
        withCorrelation(id, async () => {
          await new Promise(setImmediate);
          child.info('applied', { id });
        }),
      ),
    );
    log.info('outside');
    for (const { correlationId, id } of records().slice(0, 2)) expect(correlationId).toBe(id);
    expect(records()[0]).toHaveProperty('handler', 'open-account');
    expect(records()[2]).not.toHaveProperty('correlationId');
  });

  it('does not read fields of a level that is off', () => {
    const { log, lines } = capture({ level: 'warn' });
    const fields = {
      get costly(): string {
        throw new Error('was read');
      },
    };
    log.info('unseen', fields);
    expect(lines).toEqual([]);
  });

  it('hides secrets and personal data in fields, nested and in children, and in texts', () => {
    const { log, lines } = capture();
    log.child({ apiKey: 'k-123456' }).warn('sent Authorization: Bearer abcdef.123456', {
      customer: { id: 'c1', firstName: 'Adalbert', contacts: [{ email: 'ada@example.org', kind: 'home' }] },
      headers: new Map([['set-cookie', 'session=s3cr3t']]),
      error: new Error('Key (email)=(ada@example.org) already exists', {
        cause: new Error('password=hunter2'),
      }),
    });
    for (const secret of ['k-123456', 'abcdef', 'Adalbert', 'hunter2', 'ada@example.org', 's3cr3t']) {
      expect(lines[0]).not.toContain(secret);
    }
    expect(lines[0]).toContain('"kind":"home"');
    expect(lines[0]).toContain('"id":"c1"');
  });

  it('logs an error with its type, code, stack and causes', () => {
    const { log, records } = capture();
    const error = Object.assign(new RangeError('too many', { cause: new Error('inner') }), { code: 'LIMIT' });
    log.error('refused', { error });
    expect(records()[0]?.error).toMatchObject({
      type: 'RangeError',
      code: 'LIMIT',
      message: 'too many',
      stack: expect.stringContaining('log.test'),
      cause: { message: 'inner' },
    });
  });

  it('keeps a field called like a part of the line beside it', () => {
    const { log, records, lines } = capture();
    log.info('real', { message: 'field', level: 9, service: 's' });
    expect(records()[0]).toMatchObject({ message: 'real', message_: 'field', level_: 9, service: 'billing' });
    expect(lines[0]?.match(/"message":/g)).toHaveLength(1);
  });

  it('survives circular values, throwing getters, bigints and buffers', () => {
    const { log, records } = capture();
    const ring: Record<string, unknown> = { amount: 10n, bytes: Buffer.from('abc') };
    ring.self = ring;
    const broken = {
      get value(): string {
        throw new Error('gone');
      },
    };
    log.info('odd', { ring, broken });
    expect(records()[0]).toMatchObject({
      ring: { amount: '10', bytes: '[3 bytes]', self: '[circular]' },
      broken: expect.stringContaining('gone'),
    });
  });

  it('refuses a level that does not exist and names those that do', () => {
    expect(() => createLog({ service: 's', level: 'loud' as 'info' })).toThrow(
      /"loud".*debug, info, warn, error/,
    );
  });

  it('shows people a line with the stack below it', () => {
    const { log, lines } = capture({ pretty: true });
    log.error('failed', { error: new Error('no'), node: 'n 1' });
    expect(lines[0]).toMatch(/^[\d:.]+ .*ERROR.*\[billing\] failed error=\{.*\} node="n 1"\n {4}Error: no\n/);
  });

  it('adds the context that it was given, read per line', () => {
    let traceparent = 'a';
    const { log, records } = capture({ context: () => ({ traceparent }) });
    log.info('one');
    traceparent = 'b';
    log.info('two');
    expect(records().map((record) => record.traceparent)).toEqual(['a', 'b']);
  });

  it('is silent on demand', () => {
    expect(silentLog.child({ a: 1 })).toBe(silentLog);
  });
});
