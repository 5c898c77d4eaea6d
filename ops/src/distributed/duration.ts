const UNIT_MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A duration as Compose writes it (`1m30s`, `500ms`), in milliseconds. Throws on anything else. */
export function durationMs(text: unknown, place: string): number {
  const parts = typeof text === 'string' ? [...text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h)/g)] : [];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) {
    throw new Error(`${place}: ${JSON.stringify(text)} is not a duration such as 10s or 1m30s.`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0), 0);
}
