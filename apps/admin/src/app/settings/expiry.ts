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
