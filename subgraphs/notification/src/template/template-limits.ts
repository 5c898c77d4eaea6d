const hourMs = 3_600_000;

/** How long a letter may stay worth sending, in milliseconds. */
export const maxAgeMsMax = 14 * 24 * hourMs;
export const maxAgeMsMin = 60_000;
