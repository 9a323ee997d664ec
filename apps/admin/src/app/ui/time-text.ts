const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** "3 min. ago" in the language of the page; whatever is within ten seconds is "now". */
export function relativeTime(at: number, now: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const seconds = Math.round((at - now) / 1000);
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  // the clock of a page may be ten seconds behind: what it has not reached yet has just happened
  return seconds > -10 && seconds <= 10 ? format.format(0, 'second') : format.format(seconds, 'second');
}

/** The exact moment in the reader's zone. */
export function exactTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);
}

/** The exact moment in the reader's zone and, for comparing with logs, in UTC. */
export function exactTimeWithUtc(at: number, locale: string): string {
  return `${exactTime(at, locale)} · ${utcTime(at)}`;
}

/** As logs write it. */
export function utcTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

const SPANS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A span of time in its two largest units: "14 hr 22 min". Less than nothing is nothing. */
export function durationText(seconds: number, locale: string): string {
  let left = Math.max(0, Math.floor(seconds));
  const parts = SPANS.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return [unit, count] as const;
  });
  const first = parts.findIndex(([, count]) => count > 0);
  return (first === -1 ? parts.slice(-1) : parts.slice(first, first + 2))
    .map(([unit, count]) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(count))
    .join(' ');
}
