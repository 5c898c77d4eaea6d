/** Where order is promised: a topic, and the ordering root's id within it. */
export interface Stream {
  readonly topic: string;
  readonly key: string;
}

/** One text per handler and stream, for maps; none of the parts can hold a NUL in PostgreSQL. */
export function streamName(handler: string, { topic, key }: Stream): string {
  return `${handler}\0${topic}\0${key}`;
}
