import { pino } from 'pino';
import { correlationId } from './correlation.ts';
import type { LogDestination } from './log-destination.ts';
import { prettyLines } from './pretty-lines.ts';
import { createRedact, type Redact, type RedactionRules, redactText } from './redact.ts';

export type { LogDestination } from './log-destination.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
export type LogFields = Record<string, unknown>;

/** Structured log. Fields are redacted by key name and content; an `Error` among them is logged with code and stack. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A log whose lines all carry `fields`. */
  child(fields: LogFields): Log;
}

export interface LogOptions {
  service: string;
  /** Lines below it are not made at all. Default `info`. */
  level?: LogLevel;
  /** A path (its folder is made) or something to write to. Default: standard output. */
  destination?: string | LogDestination;
  /** Lines for people instead of JSON. */
  pretty?: boolean;
  redact?: RedactionRules;
  /** More fields for every line, read when the line is written, e.g. the trace. */
  context?: () => LogFields;
}

const LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error', 'silent'];

/** Throws a `TypeError` when the level is not one of debug, info, warn, error, silent. */
export function createLog(options: LogOptions): Log {
  const level = options.level ?? 'info';
  if (!LEVELS.includes(level)) {
    throw new TypeError(`Log level "${level}" does not exist; use one of ${LEVELS.join(', ')}.`);
  }
  const redact = createRedact(options.redact);
  const { context } = options;
  const logger = pino(
    {
      level,
      base: { service: options.service, pid: process.pid },
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      // Ours have been serialised already; pino's own would take `err` apart once more.
      serializers: {},
      mixin: () => {
        const id = correlationId();
        const more = context === undefined ? {} : free(redact(context()));
        return id === undefined ? more : { correlationId: id, ...more };
      },
    },
    openDestination(options),
  );
  return wrap(logger, redact);
}

function openDestination({ destination, pretty }: LogOptions): LogDestination {
  const target = typeof destination === 'object' ? destination : openFile(destination ?? 1);
  return pretty ? prettyLines(target) : target;
}

/** What is held for a file that cannot be written, in bytes; lines beyond it are lost. */
const heldBytesMax = 4_000_000;

/** A full disk must not fail the work that is logged: lines are held and written with the next one that can be. */
function openFile(dest: string | number): LogDestination {
  const file = pino.destination({ dest, mkdir: true, sync: true, maxLength: heldBytesMax });
  let failing = false;
  file.on('error', (error: NodeJS.ErrnoException) => {
    if (!failing) process.stderr.write(`The log cannot be written (${error.code}): free some space there.\n`);
    failing = true;
  });
  file.on('write', () => {
    failing = false;
  });
  return file;
}

const RESERVED = new Set(['level', 'time', 'message', 'service', 'pid']);

/** A field called like a part of the line itself would make the line ambiguous, so it gets a trailing `_`. */
function free(fields: unknown): LogFields {
  if (typeof fields !== 'object' || fields === null) return {};
  const entries = Object.entries(fields);
  if (!entries.some(([key]) => RESERVED.has(key))) return fields as LogFields;
  return Object.fromEntries(entries.map(([key, value]) => [RESERVED.has(key) ? `${key}_` : key, value]));
}

function wrap(logger: pino.Logger, redact: Redact): Log {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) => {
    if (!logger.isLevelEnabled(level)) return;
    if (fields === undefined) logger[level](redactText(message));
    else logger[level](free(redact(fields)), redactText(message));
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => wrap(logger.child(free(redact(fields))), redact),
  };
}

const nothing = () => {};

/** Writes nothing; for tests. */
export const silentLog: Log = Object.freeze({
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLog,
});
