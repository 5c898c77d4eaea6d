export interface ServerSentEvent {
  /** `message` where the server names none. */
  readonly name: string;
  readonly data: string;
}

/**
 * The events of a `text/event-stream` (WHATWG HTML, 9.2.6), whatever pieces it comes in. Throws when one has more than
 * `bytesMax` characters; what the stream breaks off in the middle of is no event. Nor is one without data, but for
 * `complete`, which GraphQL servers send bare.
 */
export async function* readEvents(
  body: AsyncIterable<Uint8Array>,
  bytesMax: number,
): AsyncGenerator<ServerSentEvent, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  let name = '';
  let data: string[] = [];
  let size = 0;
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    // A carriage return at the end may be half of a line's end.
    const whole = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
    const lines = whole.split(/\r\n|\r|\n/);
    rest = (lines.pop() ?? '') + rest.slice(whole.length);
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0 || name === 'complete') yield { name: name || 'message', data: data.join('\n') };
        name = '';
        data = [];
        size = 0;
        continue;
      }
      size += line.length;
      if (size > bytesMax) throw new RangeError('An event is too long');
      const at = line.indexOf(':');
      const field = at < 0 ? line : line.slice(0, at);
      const value = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '');
      if (field === 'data') data.push(value);
      else if (field === 'event') name = value;
    }
    if (size + rest.length > bytesMax) throw new RangeError('An event is too long');
  }
}
