/** Longer than any access token can live: 15 min, and the largest skew that a replica grants it. */
export const LONGEST_ACCESS_TOKEN_MS = 20 * 60_000;
