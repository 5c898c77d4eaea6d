import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { SeededRandom } from '../kill/seeded-random.ts';
import { type FuzzAnswer, faultOf } from './look-at-answer.ts';
import { DocumentMaker } from './make-document.ts';
import { type FuzzRequest, requestOf } from './spoil.ts';

export interface FuzzOptions {
  /** Of the gateway. */
  readonly url: string;
  /** Access tokens of those who ask, in turn; undefined is nobody in particular. */
  readonly tokens: readonly (string | undefined)[];
  readonly documents: number;
  readonly seed: number;
  /** How many ask at a time. */
  readonly connections?: number;
  readonly log: (line: string) => void;
}

export interface Fault {
  readonly what: string;
  readonly request: FuzzRequest;
  readonly answer: FuzzAnswer | undefined;
}

export interface FuzzFigures {
  readonly documents: number;
  /** Answers with data. */
  readonly answered: number;
  readonly slowestMs: number;
  readonly faults: readonly Fault[];
}

const api = buildSchema(readFileSync(join(import.meta.dirname, '../../../schema/api.graphql'), 'utf8'));
/** An answer that takes longer is a hang. */
const hangMs = 15_000;
const faultsMax = 50;

/** Asks the endpoint what was made up, and looks at every answer. The same seed makes the same requests, ids apart. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzFigures> {
  const random = new SeededRandom(options.seed);
  const ids: string[] = [];
  const maker = new DocumentMaker(api, random, ids);
  const figures = { documents: 0, answered: 0, slowestMs: 0, faults: [] as Fault[] };
  const before = Object.keys(Object.prototype).length;
  const work = async () => {
    while (figures.documents < options.documents && figures.faults.length < faultsMax) {
      figures.documents += 1;
      if (figures.documents % 10_000 === 0)
        options.log(`  ${figures.documents} documents, ${figures.answered} answered with data`);
      const request = requestOf(random, maker.make());
      const from = performance.now();
      const answer = await ask(options, request, random.pick(options.tokens));
      figures.slowestMs = Math.max(figures.slowestMs, performance.now() - from);
      const what = typeof answer === 'string' ? answer : faultOf(answer, `${request.body}${request.search}`);
      if (what)
        figures.faults.push({ what, request, answer: typeof answer === 'string' ? undefined : answer });
      if (typeof answer === 'string') continue;
      if (answer.text.startsWith('{"data":{')) figures.answered += 1;
      remember(ids, answer.text);
    }
  };
  await Promise.all(Array.from({ length: options.connections ?? 16 }, work));
  if (Object.keys(Object.prototype).length !== before) throw new Error('Object.prototype has changed');
  return figures;
}

async function ask(
  { url }: FuzzOptions,
  request: FuzzRequest,
  token: string | undefined,
): Promise<FuzzAnswer | string> {
  try {
    const answer = await fetch(`${url}/graphql${request.search}`, {
      method: request.method,
      headers: { ...request.headers, ...(token && { authorization: `Bearer ${token}` }) },
      ...(request.body !== undefined && { body: request.body }),
      signal: AbortSignal.timeout(hangMs),
    });
    return {
      status: answer.status,
      type: answer.headers.get('content-type') ?? '',
      text: await answer.text(),
    };
  } catch (error) {
    return `no answer: ${(error as Error).name} ${String((error as Error).cause ?? '')}`;
  }
}

function remember(ids: string[], text: string): void {
  for (const [, id] of text.matchAll(/"id":"([0-9a-f-]{36})"/g)) {
    if (ids.length >= 2_000) ids[Math.floor(Math.random() * ids.length)] = id as string;
    else ids.push(id as string);
  }
}
