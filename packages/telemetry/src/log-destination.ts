/** Takes whole lines, each ending in a newline: a writable stream, or an object of the caller's. */
export interface LogDestination {
  write(line: string): unknown;
}
