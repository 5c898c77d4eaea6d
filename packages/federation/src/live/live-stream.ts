import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Variables } from '../document/check-variables.ts';
import type { PreparedOperation } from '../plan/prepared-operation.ts';
import { resumableFetch } from '../run/resume-fetch.ts';
import { isEventStream, type SourceError, type SourceResult, type Sources } from '../source/source.ts';
import { LiveHistory } from './live-history.ts';
import { LiveLosses, type LossBounds } from './live-losses.ts';
import { greetingChange, type LiveListener, type LiveUpdate, marksOf, resyncChange } from './live-update.ts';
import { type BrokenUpstream, gone, isUnavailable, LiveUpstream } from './live-upstream.ts';
import { executeEvent, openUpstream, upstreamErrors } from './subscribe.ts';

/** A subscriber's place; it moves when streams meet. */
export interface LiveMember {
  readonly listener: LiveListener;
  stream: LiveStream;
}

export interface LiveStreamOptions {
  readonly prepared: PreparedOperation;
  readonly schema: GraphQLSchema;
  /** Checked. */
  readonly values: Variables;
  /** Where to begin; undefined: now. */
  readonly after: string | undefined;
  readonly sources: Sources;
  /** The context of the upstream and of each event's execution. A throw ends the stream. */
  readonly contextFor: () => unknown;
  readonly signalFor?: (() => AbortSignal | undefined) | undefined;
  readonly cursorArgument?: string | undefined;
  readonly nameServices?: boolean | undefined;
  /** How long it waits for an upstream that is lost. */
  readonly losses: LossBounds;
  /** After each update, and when it is over. */
  readonly onUpdate: (stream: LiveStream, cursor: string) => void;
  readonly onOver: (stream: LiveStream) => void;
  /** Called once per event that is executed, for metrics. */
  readonly onExecution?: (() => void) | undefined;
  /** What members are told when `contextFor` throws. */
  readonly describe: (error: unknown) => Errors;
}

export type Errors = readonly (GraphQLError | SourceError)[];

/** One upstream and one execution per event, for all its members. It is opened once and ends with its last member. */
export class LiveStream {
  readonly members = new Set<LiveMember>();
  readonly history: LiveHistory;
  /** Whether somebody who names no cursor may join: its updates are none of the past. */
  startsNow: boolean;
  readonly #options: LiveStreamOptions;
  #prepared: PreparedOperation;
  #schema: GraphQLSchema;
  #opened: Promise<Errors | undefined> | undefined;
  #isOpen = false;
  #unread: AsyncIterable<SourceResult> | undefined;
  #upstream: LiveUpstream | undefined;
  #greeting: SourceResult | undefined;
  #greeted: { cursor: string; update: Promise<LiveUpdate> } | undefined;
  #isOver = false;
  readonly #losses: LiveLosses;
  #wakePause: () => void = () => {};

  constructor(options: LiveStreamOptions) {
    this.#options = options;
    this.#prepared = options.prepared;
    this.#schema = options.schema;
    this.history = new LiveHistory(options.after);
    this.#losses = new LiveLosses(options.losses);
    this.startsNow = options.after === undefined;
  }

  get prepared(): PreparedOperation {
    return this.#prepared;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Members may be added at once. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Opens the upstream, once. Resolves to the errors when it is refused; the stream is over then. */
  open(): Promise<Errors | undefined> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  /** Begins to read what has been opened: with a member, so that nothing is told to nobody. */
  add(member: LiveMember): void {
    member.stream = this;
    this.members.add(member);
    const first = this.#unread;
    if (!first) return;
    this.#unread = undefined;
    this.#run(first).catch((error) => this.end((listener) => listener.error(this.#options.describe(error))));
  }

  /** What a member that comes now hears first; undefined where the subgraph does not greet. */
  greetingAt(cursor: string): Promise<LiveUpdate> | undefined {
    if (!this.#greeting) return undefined;
    if (this.#greeted?.cursor !== cursor) {
      const event = rewritten(this.#greeting, marksOf(this.#greeting).cursor, cursor);
      this.#greeted = { cursor, update: this.#execute(event) };
    }
    return this.#greeted.update;
  }

  leave(member: LiveMember): void {
    this.members.delete(member);
    if (this.members.size === 0) this.close();
  }

  /** Ends the upstream without a word to anybody. */
  close(): void {
    this.#finish();
  }

  /** Ends it for all its members. */
  end(tell: (listener: LiveListener) => void): void {
    if (this.#isOver) return;
    const members = [...this.members];
    this.members.clear();
    this.#finish();
    for (const { listener } of members) tell(listener);
  }

  /** A new plan takes over; the upstream is subscribed to anew, from the last cursor, only where it has changed. */
  replan(prepared: PreparedOperation, schema: GraphQLSchema): void {
    const before = this.#prepared.primary;
    this.#prepared = prepared;
    this.#schema = schema;
    const { primary } = prepared;
    const isSame = before?.service === primary?.service && before?.documentHash === primary?.documentHash;
    if (!isSame) this.#upstream?.interrupt();
  }

  async #open(): Promise<Errors | undefined> {
    try {
      const answer = await this.#subscribe(this.#options.after);
      if (isEventStream(answer)) {
        this.#isOpen = true;
        if (this.#isOver) new LiveUpstream(answer).interrupt();
        else this.#unread = answer;
        return undefined;
      }
      this.#finish();
      return this.#errorsOf(answer);
    } catch (error) {
      this.#finish();
      throw error;
    }
  }

  async #run(first: AsyncIterable<SourceResult>): Promise<void> {
    let stream: AsyncIterable<SourceResult> | undefined = first;
    while (stream && !this.#isOver) {
      this.#upstream = new LiveUpstream(stream);
      this.#losses.opened();
      let isFirst = true;
      const end = await this.#upstream.read(async (event) => {
        await this.#take(event, isFirst);
        isFirst = false;
      });
      if (this.#isOver) return;
      if (end === 'completed' && !this.history.givesCursors) {
        return this.end((listener) => listener.complete());
      }
      if (end !== 'interrupted' && this.#endsAfter(end === 'completed' ? gone : end)) return;
      stream = await this.#reopen();
    }
  }

  /** True when it is not to be taken up again; members have been told then. */
  #endsAfter({ why, answer }: BrokenUpstream): boolean {
    const { isFresh, last } = this.history;
    const goesOn = this.#isResumable && (isFresh || last !== undefined);
    // Up to its last event it was heard: it is not worse for that.
    if (why === 'overrun' && goesOn) return false;
    this.#losses.lost();
    // What cannot be taken up where it broke off begins anew, and may say again what it has said.
    const isRepeated = !goesOn && !isFresh && this.#losses.returns >= returnsMax;
    const isForGood = why === 'told' || isRepeated || (why !== 'lost' && !goesOn) || this.#losses.isTooLate;
    if (isForGood) this.end((listener) => listener.error(this.#errorsOf(answer)));
    return isForGood;
  }

  async #reopen(): Promise<AsyncIterable<SourceResult> | undefined> {
    while (!this.#isOver) {
      const { pauseMs } = this.#losses;
      if (pauseMs > 0) await this.#pause(pauseMs);
      if (this.#isOver) return undefined;
      const answer = await this.#subscribe(this.history.last);
      if (isEventStream(answer)) {
        if (!this.#isOver) return answer;
        new LiveUpstream(answer).interrupt();
        return undefined;
      }
      this.#losses.missed();
      if (isUnavailable(answer) && !this.#losses.isTooLate) continue;
      this.end((listener) => listener.error(this.#errorsOf(answer)));
    }
    return undefined;
  }

  async #subscribe(after: string | undefined): Promise<AsyncIterable<SourceResult> | SourceResult> {
    const { fetch, cursorVariable } = resumableFetch(
      this.#prepared,
      this.#schema,
      this.#options.cursorArgument,
    );
    const { values, sources, contextFor } = this.#options;
    const given = cursorVariable && after !== undefined ? { ...values, [cursorVariable]: after } : values;
    return openUpstream(fetch, given, { sources, context: await contextFor() });
  }

  async #take(event: SourceResult, isFirst: boolean): Promise<void> {
    const hasData = event.data !== undefined && event.data !== null;
    if (!hasData && isFirst && this.#isResumable) {
      return this.end((listener) => listener.error(this.#errorsOf(event)));
    }
    this.#losses.heard();
    const { cursor, change } = marksOf(event);
    if (change === greetingChange && cursor !== undefined) {
      this.#greeting = event;
      if (this.history.last !== undefined && !this.history.isFresh) return;
      this.history.begin(cursor);
      const greeted = this.greetingAt(cursor);
      if (greeted) this.#tell(await greeted);
      return;
    }
    // Taken up again, an upstream may begin with what has been told.
    if (cursor !== undefined && cursor === this.history.last && change !== resyncChange) return;
    // Who comes later is greeted in the same form.
    if (change === resyncChange && cursor !== undefined)
      this.#greeting ??= rewritten(event, change, greetingChange);
    this.#options.onExecution?.();
    const update = await this.#execute(event);
    if (this.#isOver) return;
    this.history.add(update);
    this.#tell(update);
    if (cursor !== undefined) this.#options.onUpdate(this, cursor);
  }

  #errorsOf(answer: SourceResult): Errors {
    const { values, sources, nameServices } = this.#options;
    return upstreamErrors(this.#prepared, values, answer, { sources, nameServices });
  }

  get #isResumable(): boolean {
    return (
      resumableFetch(this.#prepared, this.#schema, this.#options.cursorArgument).cursorVariable !== undefined
    );
  }

  #tell(update: LiveUpdate): void {
    for (const { listener } of this.members) listener.next(update);
  }

  async #execute(event: SourceResult): Promise<LiveUpdate> {
    const { values, sources, nameServices, contextFor, signalFor } = this.#options;
    const { cursor, change } = marksOf(event);
    const result = await executeEvent(this.#prepared, event, {
      ...{ sources, nameServices, variables: values, context: await contextFor(), signal: signalFor?.() },
    });
    const mark = change === greetingChange || change === resyncChange ? change : undefined;
    const extensions = cursor === undefined ? undefined : { cursor, change: mark };
    return { bytes: Buffer.from(JSON.stringify({ ...result, extensions })), cursor, mark };
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wakePause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#unread) new LiveUpstream(this.#unread).interrupt();
    this.#upstream?.interrupt();
    this.#wakePause();
    this.#options.onOver(this);
  }
}

/** How often one that begins anew may come back and be lost again before it is well. */
const returnsMax = 3;

/** The same message, from another cursor on or by another name. */
function rewritten(message: SourceResult, before: string | undefined, after: string): SourceResult {
  const text = JSON.stringify(message, (_key, value) => (value === before ? after : value));
  return JSON.parse(text) as SourceResult;
}
