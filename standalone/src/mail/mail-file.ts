import { createReadStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { type FileHandle, open, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One reception, as it is kept: a line of JSON. */
export interface ReceivedRecord {
  readonly id: string;
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly from: string;
  readonly to: readonly string[];
  /** The message's bytes, base64. */
  readonly raw: string;
}

/** Letters in a file that only grows: what has been appended is there after a kill -9 (not after a loss of power). */
export class MailFile {
  readonly #path: string;
  #handle: FileHandle;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Opens or begins the file. */
  static async open(path: string): Promise<MailFile> {
    mkdirSync(dirname(path), { recursive: true });
    return new MailFile(path, await open(path, 'a'));
  }

  /** Resolves when the line has been handed to the operating system. */
  append(record: ReceivedRecord): Promise<void> {
    return this.#inTurn(async () => {
      const line = Buffer.from(`${JSON.stringify(record)}\n`);
      for (let written = 0; written < line.length; ) {
        const { bytesWritten } = await this.#handle.write(line, written);
        written += bytesWritten;
      }
    });
  }

  /** Forgets everything. */
  clear(): Promise<void> {
    return this.#inTurn(() => this.#handle.truncate(0));
  }

  /** Puts these in place of everything, in one step. */
  replace(records: readonly ReceivedRecord[]): Promise<void> {
    return this.#inTurn(async () => {
      const fresh = `${this.#path}.new`;
      await writeFile(fresh, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      await this.#handle.close();
      renameSync(fresh, this.#path);
      this.#handle = await open(this.#path, 'a');
    });
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#handle.close());
  }

  #inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
    const done = this.#last.then(task);
    this.#last = done.catch(() => {});
    return done;
  }
}

/**
 * Hands out every reception in the file, in order. A last line that a crash cut short was never acknowledged: it is
 * taken off. Gives how many there were.
 */
export async function readMailFile(path: string, take: (record: ReceivedRecord) => void): Promise<number> {
  if (!existsSync(path)) return 0;
  let rest: Buffer = Buffer.alloc(0);
  let whole = 0;
  let count = 0;
  for await (const chunk of createReadStream(path)) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const record = readRecord(rest.subarray(0, end).toString());
      whole += end + 1;
      rest = rest.subarray(end + 1);
      if (!record) continue;
      take(record);
      count += 1;
    }
  }
  if (rest.length > 0) await truncate(path, whole);
  return count;
}

function readRecord(line: string): ReceivedRecord | undefined {
  try {
    const record = JSON.parse(line) as Partial<ReceivedRecord>;
    const sound = typeof record.id === 'string' && typeof record.raw === 'string' && Array.isArray(record.to);
    return sound ? (record as ReceivedRecord) : undefined;
  } catch {
    return undefined;
  }
}
