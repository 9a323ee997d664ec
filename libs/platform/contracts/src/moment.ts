/**
 * A date with a zone as programs write it (RFC 3339, RFC 9557): Go with nine digits of a second, Java without seconds or
 * with `[Europe/Berlin]` behind the offset, Python with a space for the `T`, C with an offset without a colon.
 */
const MOMENT =
  /^([12]\d{3})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)(?:\[[A-Za-z][\w+/-]{0,63}\])?$/;

/** @returns the moment to the millisecond, or `undefined` for what is no date, or one that does not exist */
export function parseMoment(text: string): Date | undefined {
  const read = readMoment(text);
  return read && new Date(read.second + Math.trunc(read.nanoseconds / 1_000_000));
}

/**
 * A moment as a bound of what is kept to the microsecond, in UTC as Postgres and `Date` read it. Rounded up: of such moments,
 * the same ones are before the result as are before the text.
 */
export function momentBound(text: string): string | undefined {
  const read = readMoment(text);
  if (!read) return undefined;
  const microseconds = Math.ceil(read.nanoseconds / 1000);
  const milliseconds = new Date(read.second + Math.trunc(microseconds / 1000)).toISOString().slice(0, -1);
  return `${milliseconds}${String(microseconds % 1000).padStart(3, '0')}Z`;
}

/** Between a time and the digits of an offset, a space can only be a `+` that was not written `%2B` in a query string. */
const LOST_PLUS = /(?<=:\d\d(?:[.,]\d{1,9})?) (?=\d\d(?::?\d\d)?(?:\[|$))/;

/** A moment from a query string, where a bare `+` means a space (URL Standard, application/x-www-form-urlencoded). */
export function withLostPlus(text: string): string {
  return text.replace(LOST_PLUS, '+');
}

interface ReadMoment {
  /** Milliseconds since 1970 at the start of its second. */
  readonly second: number;
  /** What follows. */
  readonly nanoseconds: number;
}

function readMoment(text: string): ReadMoment | undefined {
  const found = MOMENT.exec(text);
  if (!found) return undefined;
  const part = (index: number) => Number(found[index] ?? 0);
  const [month, day] = [part(2), part(3)];
  const [hour, minute, second] = [part(4), part(5), part(6)];
  const wall = new Date(Date.UTC(part(1), month - 1, day, hour, minute, second));
  // a 30th of February comes out in another month
  if (wall.getUTCMonth() !== month - 1 || hour > 23 || minute > 59 || second > 59 || part(9) > 23 || part(10) > 59)
    return undefined;
  const offset = (found[8] === '-' ? -1 : 1) * (part(9) * 60 + part(10)) * 60_000;
  return { second: wall.getTime() - offset, nanoseconds: Number((found[7] ?? '').padEnd(9, '0')) };
}
