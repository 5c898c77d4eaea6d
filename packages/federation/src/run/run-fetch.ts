import { cleanErrors, unreadable } from '../answer/clean-errors.ts';
import type { Answer } from '../answer/compile-merge.ts';
import { groupByContext } from '../answer/context-values.ts';
import { type AnswerPath, collectObjects, findPaths } from '../answer/entity-path.ts';
import type { Variables } from '../document/check-variables.ts';
import { ErrorCode } from '../ground/error-codes.ts';
import { writeOwn } from '../ground/own-property.ts';
import type { PreparedFetch } from '../plan/prepared-operation.ts';
import type { SourceError, SourceResult } from '../source/source.ts';
import type { PlanRun } from './plan-run.ts';
import { collectRepresentations, type Representations } from './representations.ts';

/** Runs one fetch and writes its answer into the tree. Undefined when there is nothing to ask for. */
export function runFetch(run: PlanRun, fetch: PreparedFetch): Promise<void> | undefined {
  if (fetch.context.length > 0) return runInContext(run, fetch);
  const targets: Answer[] = [];
  collectObjects(run.tree, fetch.path, 0, targets);
  return targets.length === 0 ? undefined : runFor(run, fetch, targets);
}

/** One request for each context that the entities stand in. */
function runInContext(run: PlanRun, fetch: PreparedFetch): Promise<void> | undefined {
  const groups = groupByContext(run.tree, fetch.path, fetch.context);
  const parts = groups.flatMap(({ targets, values }) => runFor(run, fetch, targets, values) ?? []);
  return parts.length === 0 ? undefined : Promise.all(parts).then(() => undefined);
}

function runFor(
  run: PlanRun,
  fetch: PreparedFetch,
  targets: readonly Answer[],
  context?: Variables,
): Promise<void> | undefined {
  const variables = pickVariables(run.values, fetch.variableNames);
  if (context) Object.assign(variables, context);
  let found: Representations | undefined;
  if (fetch.buildRepresentation) {
    // An input that is not there although nothing went wrong is missing because its condition did not hold; then
    // what needs it was not asked for either, but the planner's list of inputs knows no conditions.
    found = collectRepresentations(fetch, fetch.buildRepresentation, targets, run.lacks);
    if (found.representations.length === 0) return undefined;
    variables.representations = found.representations;
  }
  return send(run, fetch, variables).then((result) => receive(run, fetch, result, targets, found));
}

/** The variables that a fetch passes on, of those that were given. */
export function pickVariables(values: Variables, names: readonly string[]): Variables {
  const picked: Variables = {};
  for (const name of names) if (Object.hasOwn(values, name)) writeOwn(picked, name, values[name]);
  return picked;
}

async function send(run: PlanRun, fetch: PreparedFetch, variables: Variables): Promise<SourceResult> {
  try {
    const source = run.source(fetch.service, fetch.url);
    if (!source) return failed(ErrorCode.unavailable, 'A part of this answer has no source.');
    const { signal } = run.options;
    if (signal?.aborted) return describeThrown(signal);
    const answer = source.execute({
      document: fetch.document,
      documentHash: fetch.documentHash,
      operationName: fetch.operationName,
      variables,
      kind: fetch.operationKind === 'mutation' ? 'mutation' : 'query',
      context: run.options.context,
      signal,
      deadlineAt: run.options.deadlineAt,
    });
    return (await run.untilAborted(answer, () => describeThrown(signal))) ?? {};
  } catch {
    return describeThrown(run.options.signal);
  }
}

function describeThrown(signal: AbortSignal | undefined): SourceResult {
  if (!signal?.aborted) return failed(ErrorCode.unavailable, 'A part of this answer is not available now.');
  return (signal.reason as Error | undefined)?.name === 'TimeoutError'
    ? failed(ErrorCode.timeout, 'A part of this answer did not come in time.')
    : failed(ErrorCode.cancelled, 'The request was cancelled.');
}

function failed(code: string, message: string): SourceResult {
  return { errors: [{ message, extensions: { code } }] };
}

/** Writes an answer into the tree and its errors into the book. */
export function receive(
  run: PlanRun,
  fetch: PreparedFetch,
  result: SourceResult,
  targets: readonly Answer[],
  found: Representations | undefined,
): void {
  const errors = cleanErrors(result.errors);
  const missing = errors.length === 0 ? missingKeys(run, fetch, result.data) : [];
  const isMerged = merge(run, fetch, result.data, targets, found);
  const isExplained = result.data === null && errors.length > 0 && errors.every((error) => error.path);
  if (!isMerged && !isExplained) fail(run, fetch, errors, targets, unreadable);
  else if (errors.length > 0) place(run, fetch, errors, targets, found);
  else if (missing.length > 0) run.book.fail(fetch.service, unreadable, [[]], missing);
}

/**
 * What an answer of root fields lacks, in the client's keys. Further down, and where conditions decide over parts of the
 * operation, something may be missing with good reason.
 */
function missingKeys(run: PlanRun, fetch: PreparedFetch, data: unknown): string[] {
  if (fetch.path.length > 0 || fetch.buildRepresentation || fetch.rewriteOutput || run.lacks) return [];
  const missing: string[] = [];
  for (const key of fetch.keys.keys())
    if (!Object.hasOwn((data ?? {}) as object, key)) missing.push(run.prepared.shaping.clientKey(key));
  return missing;
}

/** False when there is no data, or not the data that was asked for. */
function merge(
  run: PlanRun,
  fetch: PreparedFetch,
  data: unknown,
  targets: readonly Answer[],
  found: Representations | undefined,
): boolean {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return false;
  if (found) return mergeEntities(run, fetch, (data as Answer)._entities, found);
  mergeRoot(run, fetch, data as Answer, targets);
  return true;
}

function mergeRoot(run: PlanRun, fetch: PreparedFetch, data: Answer, targets: readonly Answer[]): void {
  fetch.rewriteOutput?.(data);
  if (run.isEmpty && fetch.path.length === 0) {
    run.tree = data;
    run.isEmpty = false;
    return;
  }
  // Looked up anew at the root: a parallel fetch may have become the tree meanwhile.
  const into = fetch.path.length === 0 ? [run.tree] : targets;
  for (const [index, target] of into.entries()) fetch.merge(target, data, index > 0);
}

/** False when the answer does not hold one entity (or null) for each representation. */
function mergeEntities(
  run: PlanRun,
  fetch: PreparedFetch,
  entities: unknown,
  found: Representations,
): boolean {
  if (!Array.isArray(entities) || entities.length !== found.representations.length) return false;
  let unread: Answer[] | undefined;
  for (let i = 0; i < entities.length; i++) {
    const entity = entities[i];
    const targets = found.targets[i];
    if (!targets) continue;
    if (entity === null) {
      for (const target of targets) run.lacks?.add(target, fetch.keys);
      continue;
    }
    if (typeof entity !== 'object' || !mayBe(fetch, found.representations[i]?.__typename, entity)) {
      unread ??= [];
      unread.push(...targets);
      continue;
    }
    if (fetch.rewriteOutput) {
      entity.__typename ??= targets[0]?.__typename;
      fetch.rewriteOutput(entity);
    }
    for (let t = 0; t < targets.length; t++) fetch.merge(targets[t] as Answer, entity, t > 0);
  }
  if (unread) fail(run, fetch, [], unread, unreadable);
  return true;
}

/** Whether it is an object that may stand for what was asked for, as far as it says what it is. */
function mayBe(fetch: PreparedFetch, asked: unknown, entity: Answer): boolean {
  const name = entity.__typename;
  if (name === undefined || name === null || name === asked) return !Array.isArray(entity);
  return typeof name === 'string' && fetch.typesFulfilling(String(asked)).has(name);
}

function fail(
  run: PlanRun,
  fetch: PreparedFetch,
  errors: readonly SourceError[],
  targets: readonly Answer[],
  otherwise: SourceError,
): void {
  for (const target of targets) run.lacks?.add(target, fetch.keys);
  const paths = fetch.path.length === 0 ? [[]] : pathsOf(run, fetch, targets).flat();
  const told = errors.length > 0 ? errors : [otherwise];
  const { shaping } = run.prepared;
  const visible = paths.map((path) => shaping.visiblePath(path));
  const keys = [...fetch.keys.keys()].map((key) => shaping.clientKey(key));
  for (const error of told) run.book.fail(fetch.service, error, visible, keys);
}

/** Gives each error its path in the client's answer: one for each object that the entity stands at. */
function place(
  run: PlanRun,
  fetch: PreparedFetch,
  errors: readonly SourceError[],
  targets: readonly Answer[],
  found: Representations | undefined,
): void {
  const tell = (error: SourceError, path: AnswerPath | undefined) =>
    run.book.add(error, fetch.service, path && run.prepared.shaping.visiblePath(path));
  for (const error of errors) {
    const path = error.path;
    if (!path) tell(error, undefined);
    else if (!found) {
      for (const above of pathsOf(run, fetch, targets).flat())
        tell(error, [...above, ...fetch.renamePath(path)]);
    } else {
      const at = typeof path[1] === 'number' ? found.targets[path[1]] : undefined;
      const below = fetch.renamePath(path.slice(2));
      for (const above of pathsOf(run, fetch, at ?? targets).flat()) tell(error, [...above, ...below]);
    }
  }
}

function pathsOf(run: PlanRun, fetch: PreparedFetch, targets: readonly Answer[]): AnswerPath[][] {
  if (fetch.path.length === 0) return [[[]]];
  const all = findPaths(run.tree, fetch.path);
  return targets.map((target) => all.get(target) ?? []);
}
