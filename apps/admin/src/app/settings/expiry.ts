import type { Tone } from '../ui/status-chip.ts';

const SOON_MS = 14 * 86_400_000;

/** Whether a setting's expiry date wants attention; nothing while it is far away or not set. */
export function expiryState(
  expiresAt: string | null | undefined,
  now = Date.now(),
): { name: string; tone: Tone } | undefined {
  if (expiresAt === null || expiresAt === undefined) return undefined;
  const left = Date.parse(expiresAt) - now;
  if (left <= 0) return { name: $localize`Expired`, tone: 'danger' };
  return left <= SOON_MS ? { name: $localize`Expires soon`, tone: 'warn' } : undefined;
}

/** The day of a moment in the reader's zone, as a date field has it. */
export function dayOf(moment: string | null): string {
  if (moment === null) return '';
  const at = new Date(moment);
  const day = [at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  return `${String(at.getFullYear()).padStart(4, '0')}-${day}`;
}

/** The last moment of a day in the reader's zone: what expires on a day is good all that day. */
export function endOfDay(day: string): string | null {
  if (day === '') return null;
  // without a zone this is local time; the next midnight less a moment, as days of 23 and 25 hours end then too
  const midnight = new Date(`${day}T00:00:00`);
  midnight.setDate(midnight.getDate() + 1);
  return new Date(midnight.getTime() - 1).toISOString();
}
