import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { MailFile, type ReceivedRecord, readMailFile } from './mail-file.ts';

/** A letter, however often it was received: one per Message-ID. */
export interface Letter {
  readonly id: string;
  /** As in its header; null where it has none, and then it is nobody's repetition. */
  readonly messageId: string | null;
  readonly subject: string;
  readonly from: string;
  readonly to: readonly string[];
  /** Of the first reception, ISO 8601. */
  readonly receivedAt: string;
  readonly lastReceivedAt: string;
  readonly received: number;
  /** Every reception had the same bytes. */
  readonly identical: boolean;
  readonly raw: Buffer;
}

/** What the mailbox reads of a message to file it. */
export interface LetterHead {
  readonly messageId: string | null;
  readonly subject: string;
}

export interface MailboxOptions {
  /** Letters are kept in `<dataDir>/mails.jsonl`; without it, in memory alone. */
  readonly dataDir?: string | undefined;
  /** The oldest goes when there are more. 5,000 unless given. */
  readonly lettersMax?: number | undefined;
  readonly headOf: (raw: Buffer) => LetterHead;
}

const lettersMaxDefault = 5_000;
const bytesMax = 256 * 1024 * 1024;

/** Letters that were received, the latest of them in memory and all of those in a file. */
export class Mailbox {
  readonly #letters = new Map<string, Letter>();
  readonly #byMessageId = new Map<string, string>();
  readonly #headOf: (raw: Buffer) => LetterHead;
  readonly #lettersMax: number;
  #bytes = 0;
  #file: MailFile | undefined;

  private constructor({ headOf, lettersMax = lettersMaxDefault }: MailboxOptions) {
    this.#headOf = headOf;
    this.#lettersMax = lettersMax;
  }

  static async open(options: MailboxOptions): Promise<Mailbox> {
    const mailbox = new Mailbox(options);
    if (options.dataDir) await mailbox.#restore(join(options.dataDir, 'mails.jsonl'));
    return mailbox;
  }

  async #restore(path: string): Promise<void> {
    const latest: ReceivedRecord[] = [];
    const keep = 2 * this.#lettersMax;
    const count = await readMailFile(path, (record) => {
      this.#take(record);
      latest.push(record);
      if (latest.length > 2 * keep) latest.splice(0, keep);
    });
    this.#file = await MailFile.open(path);
    if (count > 2 * keep) await this.#file.replace(latest.slice(-keep));
  }

  /** Resolves when the letter is kept: only then may it be acknowledged. */
  async receive(from: string, to: readonly string[], raw: Buffer): Promise<void> {
    const record: ReceivedRecord = {
      id: randomUUID(),
      receivedAt: new Date().toISOString(),
      from,
      to,
      raw: raw.toString('base64'),
    };
    await this.#file?.append(record);
    this.#take(record);
  }

  /** The latest first. */
  list(): Letter[] {
    return [...this.#letters.values()].reverse();
  }

  find(id: string): Letter | undefined {
    return this.#letters.get(id);
  }

  /** Forgets all letters; gives how many there were. */
  async clear(): Promise<number> {
    const count = this.#letters.size;
    await this.#file?.clear();
    this.#letters.clear();
    this.#byMessageId.clear();
    this.#bytes = 0;
    return count;
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  #take({ id, receivedAt, from, to, raw: encoded }: ReceivedRecord): void {
    const raw = Buffer.from(encoded, 'base64');
    const { messageId, subject } = this.#headOf(raw);
    const known = messageId === null ? undefined : this.#letters.get(this.#byMessageId.get(messageId) ?? '');
    if (known) {
      this.#letters.set(known.id, {
        ...known,
        to: [...new Set([...known.to, ...to])],
        lastReceivedAt: receivedAt,
        received: known.received + 1,
        identical: known.identical && sameBytes(known.raw, raw),
      });
      return;
    }
    const once = { received: 1, identical: true, lastReceivedAt: receivedAt };
    this.#letters.set(id, { id, messageId, subject, from, to, receivedAt, ...once, raw });
    if (messageId !== null) this.#byMessageId.set(messageId, id);
    this.#bytes += raw.length;
    this.#dropOldest();
  }

  #dropOldest(): void {
    for (const [id, { messageId, raw }] of this.#letters) {
      if (this.#letters.size <= this.#lettersMax && this.#bytes <= bytesMax) return;
      this.#letters.delete(id);
      if (messageId !== null) this.#byMessageId.delete(messageId);
      this.#bytes -= raw.length;
    }
  }
}

/** Servers put a Received header before what they take over; ours does not, so bytes are compared as they are. */
function sameBytes(one: Buffer, other: Buffer): boolean {
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64');
  return one.length === other.length && hash(one) === hash(other);
}
