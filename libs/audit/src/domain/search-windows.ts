import type { TimeRange } from './audit-log.ts';

const DAY_MS = 86_400_000;
/** How far back the windows reach, in days; a last one takes the rest. */
const REACHES = [30, 120, 480];

/**
 * Cuts a time range into windows, the newest first and each several times as long as the one before: most searches find
 * a whole page in the first, and then the database neither plans for nor opens the months of all the years before.
 * @param newest where the reader stands: nothing after it is expected, but what is there is found all the same
 * @returns at least one; together they cover the range without a gap, and no two overlap
 */
export function searchWindows({ from, to }: TimeRange, newest: Date): readonly TimeRange[] {
  const start = Math.min(newest.getTime(), to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to));
  const earliest = from === undefined ? 0 : Date.parse(from);
  const cuts = REACHES.map((days) => start - days * DAY_MS).filter((cut) => cut > earliest);
  const bounds = [to, ...cuts.map((cut) => new Date(cut).toISOString()), from];
  return bounds.slice(1).map((bound, index) => ({ from: bound, to: bounds[index] }));
}
