import type { ServerResponse } from 'node:http';

/** Several limits may each have something to tell. */
export function tellHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    const before = response.getHeader(name);
    response.setHeader(name, before === undefined ? value : `${before}, ${value}`);
  }
}
