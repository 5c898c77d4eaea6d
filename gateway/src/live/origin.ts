/** Whether a page of this origin may open a socket or a stream: our own, and those that are named. */
export function mayConnect(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (!origin) return true;
  return (URL.canParse(origin) && new URL(origin).host === host) || allowed.includes(origin);
}
