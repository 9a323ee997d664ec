/**
 * A date with a zone as programs write it (RFC 3339, RFC 9557): Go with nine digits of a second, Java without seconds or
 * with `[Europe/Berlin]` behind the offset, Python with a space for the `T`, C with an offset without a colon.
 */
const MOMENT =
  /^([12]\d{3})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)(?:\[[A-Za-z][\w+/-]{0,63}\])?$/;

/** @returns the moment to the millisecond, or `undefined` for what is no date, or one that does not exist */
export function parseMoment(text: string): Date | undefined {
  const found = MOMENT.exec(text);
  if (!found) return undefined;
  const part = (index: number) => Number(found[index] ?? 0);
  const [month, day] = [part(2), part(3)];
  const [hour, minute, second] = [part(4), part(5), part(6)];
  const milliseconds = Math.trunc(Number(`0.${found[7] ?? '0'}`) * 1000);
  const wall = new Date(Date.UTC(part(1), month - 1, day, hour, minute, second, milliseconds));
  // a 30th of February comes out as another day
  const exists = wall.getUTCMonth() === month - 1 && wall.getUTCDate() === day;
  if (!exists || hour > 23 || minute > 59 || second > 59 || part(9) > 23 || part(10) > 59) return undefined;
  const offset = (found[8] === '-' ? -1 : 1) * (part(9) * 60 + part(10)) * 60_000;
  return new Date(wall.getTime() - offset);
}
