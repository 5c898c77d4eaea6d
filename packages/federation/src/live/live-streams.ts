import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { ErrorCode } from '../ground/error-codes.ts';
import { OperationRefused, type Planner } from '../plan/plan.ts';
import type { PreparedOperation } from '../plan/prepared-operation.ts';
import { resumableFetch } from '../run/resume-fetch.ts';
import type { Sources } from '../source/source.ts';
import { type Errors, type LiveMember, LiveStream } from './live-stream.ts';
import { type LiveListener, resyncChange } from './live-update.ts';

export interface LiveStreamsOptions {
  readonly sources: Sources;
  /** What operations are planned on now; `replan` takes the next one. */
  readonly planner: Planner;
  /** The argument of a Subscription field that takes a cursor. Default `after`. */
  readonly cursorArgument?: string;
  readonly nameServices?: boolean;
  /** How long a lost upstream is tried again before its subscribers are told. Default 60,000. */
  readonly giveUpMs?: number;
  /** The same for one that has not said anything yet. Default 3,000. */
  readonly firstGiveUpMs?: number;
  /** An upstream that has been heard for so long is well again: what it was before is forgotten. Default 10,000. */
  readonly steadyMs?: number;
  /**
   * Whether who comes late, without a cursor, shares an upstream that has begun to speak: `always`, the default, or only
   * where it gives cursors (`withCursors`), so that nobody misses the beginning of what has a beginning.
   */
  readonly joinLate?: JoinLate;
  /** The signal of one event's execution, for a deadline. */
  readonly signalFor?: () => AbortSignal | undefined;
  /** What subscribers are told when `contextFor` throws. */
  readonly describe?: (error: unknown) => Errors;
  readonly onExecution?: () => void;
}

export type JoinLate = 'always' | 'withCursors';

export interface JoinRequest {
  readonly prepared: PreparedOperation;
  /** What made `prepared`. */
  readonly planner: Planner;
  readonly variables?: Record<string, unknown> | null | undefined;
  /** Equal for callers with equal rights; undefined: shared with nobody. */
  readonly rights: string | undefined;
  /** In place of what the operation says: where to begin (an SSE client's Last-Event-ID). */
  readonly after?: string | undefined;
  /** What the upstream and each event run with; made of `rights` alone where it is given. */
  readonly contextFor: () => unknown;
}

/** A place in a stream, or why there is none. */
export type Joined = { readonly leave: () => void } | { readonly errors: Errors };

/**
 * Live subscriptions of one gateway. Those equal in operation, variables (but for the cursor) and rights share one
 * upstream and one execution per event. Who comes with a cursor catches up on a stream of its own, until the two meet
 * at one event.
 */
export class LiveStreams {
  readonly #options: LiveStreamsOptions;
  readonly #groups = new Map<string, Set<LiveStream>>();
  #planner: Planner;
  #unshared = 0;

  constructor(options: LiveStreamsOptions) {
    this.#options = options;
    this.#planner = options.planner;
  }

  /** How many upstreams are open. */
  get upstreams(): number {
    let count = 0;
    for (const group of this.#groups.values()) count += group.size;
    return count;
  }

  /** Subscribes. The listener may be told things before this resolves, which then gives the way out. */
  async join(request: JoinRequest, listener: LiveListener): Promise<Joined> {
    const current = request.planner === this.#planner ? request.prepared : await this.#planAgain(request);
    const checked = current.variables.check(request.variables ?? {});
    if (checked.errors) return { errors: checked.errors };
    const { values } = checked;
    const { clientVariable, cursorIn } = resumableFetch(
      current,
      this.#planner.apiSchema,
      this.#options.cursorArgument,
    );
    const given = request.after === undefined ? cursorIn(values) : { cursor: request.after };
    if (given.errors) return { errors: given.errors };
    const after = given.cursor;
    if (request.rights === undefined) this.#unshared += 1;
    const key =
      request.rights === undefined ? `alone ${this.#unshared}` : sharedKey(request, values, clientVariable);
    const member: Pick<LiveMember, 'listener'> & { stream?: LiveStream } = { listener };
    for (;;) {
      const found = this.#find(key, after);
      const stream = found ?? this.#create(key, current, values, after, request.contextFor);
      const refused = await attach(stream, member as LiveMember, after, this.#options.joinLate);
      if (refused === 'again') continue;
      if (refused) return { errors: refused };
      return { leave: () => member.stream?.leave(member as LiveMember) };
    }
  }

  /** Plans every live subscription anew; those that the new schema does not validate are told so and end. */
  async replan(planner: Planner): Promise<void> {
    this.#planner = planner;
    for (const group of [...this.#groups.values()]) {
      for (const stream of [...group]) {
        if (this.#planner !== planner) return;
        try {
          const { document, name } = stream.prepared;
          stream.replan(await planner.plan(document, name), planner.apiSchema);
        } catch (error) {
          stream.end((listener) => listener.error(noLongerFits(error)));
        }
      }
      // Planning runs on this thread: others get their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Ends all upstreams without a word to the listeners. */
  close(): void {
    for (const group of [...this.#groups.values()]) for (const stream of [...group]) stream.close();
  }

  /** It was admitted a moment before a swap. */
  #planAgain({ prepared }: JoinRequest): Promise<PreparedOperation> {
    return this.#planner.plan(prepared.document, prepared.name);
  }

  /** A stream that can serve whoever comes: now, or from a cursor that it still knows. */
  #find(key: string, after: string | undefined): LiveStream | undefined {
    for (const stream of this.#groups.get(key) ?? [])
      if (takesIn(stream, after, this.#options.joinLate)) return stream;
    return undefined;
  }

  #create(
    key: string,
    prepared: PreparedOperation,
    values: Record<string, unknown>,
    after: string | undefined,
    contextFor: () => unknown,
  ): LiveStream {
    const group = this.#groups.get(key) ?? new Set<LiveStream>();
    this.#groups.set(key, group);
    const { sources, nameServices, cursorArgument, signalFor, describe, onExecution } = this.#options;
    const stream: LiveStream = new LiveStream({
      ...{
        prepared,
        values,
        after,
        contextFor,
        sources,
        nameServices,
        cursorArgument,
        signalFor,
        onExecution,
      },
      schema: this.#planner.apiSchema,
      losses: {
        giveUpMs: this.#options.giveUpMs ?? 60_000,
        firstGiveUpMs: this.#options.firstGiveUpMs ?? 3_000,
        steadyMs: this.#options.steadyMs ?? 10_000,
      },
      describe:
        describe ?? (() => [{ message: 'Something went wrong here.', extensions: { code: 'INTERNAL' } }]),
      onUpdate: (self, cursor) => meet(group, self, cursor),
      onOver: (self) => {
        group.delete(self);
        if (group.size === 0 && this.#groups.get(key) === group) this.#groups.delete(key);
      },
    });
    group.add(stream);
    return stream;
  }
}

function sharedKey(
  { prepared, rights }: JoinRequest,
  values: Record<string, unknown>,
  clientVariable: string | undefined,
): string {
  const names = Object.keys(values)
    .filter((name) => name !== clientVariable)
    .sort();
  return JSON.stringify([prepared.id, rights, names.map((name) => [name, values[name]])]);
}

function takesIn(stream: LiveStream, after: string | undefined, late: JoinLate = 'always'): boolean {
  if (after !== undefined) return stream.history.after(after) !== undefined;
  const { isFresh, givesCursors } = stream.history;
  return stream.startsNow && (late === 'always' || isFresh || givesCursors);
}

/** `'again'` where the stream has gone on, or ended, while the greeting was made. */
async function attach(
  stream: LiveStream,
  member: LiveMember,
  after: string | undefined,
  late: JoinLate | undefined,
): Promise<Errors | 'again' | undefined> {
  // Without a moment in between, in which the first event could be told.
  const refused = stream.isOpen ? undefined : await stream.open();
  if (refused) return refused;
  for (;;) {
    if (stream.isOver) return 'again';
    if (after === undefined && !takesIn(stream, after, late)) return 'again';
    const from = after ?? stream.history.last;
    const greeting =
      from !== undefined && !stream.history.isFresh ? await stream.greetingAt(from) : undefined;
    if (stream.isOver) return 'again';
    const missed = from === undefined || after === undefined ? [] : stream.history.after(from);
    if (!missed) return 'again';
    // An event came while the greeting was made: it would neither be in the greeting nor come after it.
    if (after === undefined && from !== stream.history.last) continue;
    stream.add(member);
    if (greeting && missed[0]?.mark !== resyncChange) member.listener.next(greeting);
    for (const update of missed) member.listener.next(update);
    return undefined;
  }
}

/** Streams of one group that stand at the same event become one. */
function meet(group: ReadonlySet<LiveStream>, stream: LiveStream, cursor: string): void {
  if (group.size < 2) return;
  for (const other of [...group]) {
    if (other === stream || stream.isOver) continue;
    if (other.history.last === cursor) move(other, stream, []);
    else {
      const missed = other.history.after(cursor);
      if (missed) move(stream, other, missed);
    }
  }
}

function move(from: LiveStream, to: LiveStream, missed: ReturnType<LiveStream['history']['after']>): void {
  const members = [...from.members];
  from.members.clear();
  from.close();
  to.startsNow ||= from.startsNow;
  for (const member of members) {
    to.add(member);
    for (const update of missed ?? []) member.listener.next(update);
  }
}

function noLongerFits(error: unknown): readonly (GraphQLError | GraphQLFormattedError)[] {
  const why = error instanceof OperationRefused ? error.errors.map(({ message }) => message).join(' ') : '';
  const message = `The schema has changed and no longer has what this subscription asks for. ${why}`.trim();
  return [{ message, extensions: { code: ErrorCode.schemaChanged } }];
}
