import { type KeyTimeline, laterOf, momentAfter, readyAt, secondsAfter } from './key-timeline.ts';
import type { SigningKey } from './signing-key.ts';

/** One change of the keys, as data. */
export type KeyStep =
  /** A fresh key signs at once: there is nothing that could. */
  | { readonly kind: 'install' }
  /** A fresh key is published, to sign from `activatesAt` on. */
  | { readonly kind: 'publish'; readonly activatesAt: Date }
  /** The next key signs from now on; the current one only verifies. */
  | { readonly kind: 'activate'; readonly kid: string }
  /** The next key signs from another time on than was planned. */
  | { readonly kind: 'reschedule'; readonly kid: string; readonly activatesAt: Date }
  /** A replaced key leaves the JWKS and loses its private part. */
  | { readonly kind: 'retire'; readonly kid: string }
  /** A key is out of use from now on, whatever it was. */
  | { readonly kind: 'revoke'; readonly kid: string };

/** Decides what to do with the keys that are there. Pure: the same rows and time give the same steps. */
export type KeyPlan = (rows: readonly SigningKey[], now: Date, timeline: KeyTimeline) => readonly KeyStep[];

/** What is to be done, and the rows on which that was decided. */
export interface PlannedChange {
  readonly rows: readonly SigningKey[];
  readonly steps: readonly KeyStep[];
  /** The highest fence among the rows. Every change writes a higher one: as long as it stands, the plan holds. */
  readonly plannedOn: number;
  /** How many keys have to be made for it. */
  readonly freshKeys: number;
}

/** By how much the clocks of two workers may differ without a change of the plan. */
const CLOCK_TOLERANCE_SECONDS = 300;

/**
 * What is due. A successor is published as soon as a key begins to sign, not only a lead before its own turn: so there is
 * nearly always one that everybody knows, and it can take over at any moment.
 */
export function planRotation(rows: readonly SigningKey[], now: Date, timeline: KeyTimeline): readonly KeyStep[] {
  const retired = rows
    .filter((row) => row.status === 'previous' && row.expiresAt !== undefined && row.expiresAt <= now)
    .map(({ kid }) => ({ kind: 'retire', kid }) as const);
  const current = rows.find(({ status }) => status === 'current');
  const next = rows.find(({ status }) => status === 'next');
  if (next && (!current || now >= mayActivateAt(next, now, timeline)))
    return [...retired, { kind: 'activate', kid: next.kid }, publishAfter(now, now, timeline)];
  if (!current) return [...retired, { kind: 'install' }, publishAfter(now, now, timeline)];
  if (!next) return [...retired, publishAfter(current.activatesAt, now, timeline)];
  const soon = publishAfter(now, now, timeline).activatesAt;
  // only a clock that was set back, or a shorter period, leaves a turn farther away than that of a key made now
  if (next.activatesAt > secondsAfter(soon, CLOCK_TOLERANCE_SECONDS))
    return [...retired, { kind: 'reschedule', kid: next.kid, activatesAt: soon }];
  return retired;
}

/** Replaces this key now, or as soon as its successor was published long enough; nothing when that has happened already. */
export function planTakeover(replaced: string): KeyPlan {
  return (rows, now, timeline) => {
    const due = planRotation(rows, now, timeline);
    const current = rows.find(({ status }) => status === 'current');
    const next = rows.find(({ status }) => status === 'next');
    if (!next || current?.kid !== replaced || due.some(({ kind }) => kind === 'activate')) return due;
    const rest = due.filter(({ kind }) => kind !== 'reschedule');
    const ready = readyAt(isFromTheFuture(next, now) ? { createdAt: now } : next, timeline);
    if (now >= ready) return [...rest, { kind: 'activate', kid: next.kid }, publishAfter(now, now, timeline)];
    return next.activatesAt > ready ? [...rest, { kind: 'reschedule', kid: next.kid, activatesAt: ready }] : due;
  };
}

/** Takes a key out of use at once. The next one takes its place, or a fresh one when there is none. */
export function planRevocation(kid: string): KeyPlan {
  return (rows, now, timeline) => {
    const target = rows.find((row) => row.kid === kid);
    if (!target || target.status === 'revoked') return [];
    const rest = rows.filter((row) => row !== target);
    return [{ kind: 'revoke', kid }, ...planRotation(rest, now, timeline)];
  };
}

/** Keys out of use whose time of keeping is over. */
export function deletableKeys(rows: readonly SigningKey[], now: Date, timeline: KeyTimeline): readonly SigningKey[] {
  return rows.filter(
    ({ status, expiresAt }) =>
      (status === 'retired' || status === 'revoked') &&
      expiresAt !== undefined &&
      secondsAfter(expiresAt, timeline.retention) <= now,
  );
}

export function planOn(rows: readonly SigningKey[], steps: readonly KeyStep[]): PlannedChange {
  const plannedOn = Math.max(0, ...rows.map(({ fence }) => fence));
  const freshKeys = steps.filter(({ kind }) => kind === 'install' || kind === 'publish').length;
  return { rows, steps, plannedOn, freshKeys };
}

/**
 * The clock was set back since the key was made, so nobody knows how long it has been published. Its turn was then
 * planned anew, a whole lead ahead.
 */
function isFromTheFuture(key: SigningKey, now: Date): boolean {
  return key.createdAt > secondsAfter(now, CLOCK_TOLERANCE_SECONDS);
}

function mayActivateAt(next: SigningKey, now: Date, timeline: KeyTimeline): Date {
  return isFromTheFuture(next, now) ? next.activatesAt : laterOf(next.activatesAt, readyAt(next, timeline));
}

function publishAfter(activeSince: Date, now: Date, timeline: KeyTimeline) {
  const moment = momentAfter(activeSince, timeline);
  return { kind: 'publish', activatesAt: laterOf(moment, readyAt({ createdAt: now }, timeline)) } as const;
}
