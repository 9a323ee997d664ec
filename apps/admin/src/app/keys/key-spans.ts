import type { SigningKey } from '@gatehouse/api-client';

/** One stretch of a key's life, in percent of the shown time. */
export interface KeySpan {
  readonly kind: 'published' | 'signing' | 'accepted';
  readonly start: number;
  readonly length: number;
  /** Whether it goes on beyond what is shown. */
  readonly open: boolean;
}

export interface KeyLane {
  readonly key: SigningKey;
  readonly spans: readonly KeySpan[];
}

export interface KeyChart {
  readonly lanes: readonly KeyLane[];
  /** Where the present is, in percent. */
  readonly now: number;
  /** When the current key is replaced, in percent. */
  readonly rotation: number | undefined;
  readonly ticks: readonly { readonly at: number; readonly percent: number }[];
}

const HOUR_MS = 3_600_000;
const STEPS_HOURS = [1, 2, 3, 6, 12, 24, 48, 168] as const;
const MOST_TICKS = 5;
const EDGE = 0.06;
const IN_USE: readonly SigningKey['status'][] = ['next', 'current', 'previous'];

export function isInUse({ status }: SigningKey): boolean {
  return IN_USE.includes(status);
}

/** Whether the key signs, will sign or did sign: one that was revoked before its turn never does. */
export function hasSigned(key: SigningKey): boolean {
  return isInUse(key) || key.expiresAt === null || Date.parse(key.activatesAt) < Date.parse(key.expiresAt);
}

/** The keys of the JWKS on one scale of time, the newest first. */
export function keyChart(keys: readonly SigningKey[], now: number): KeyChart | undefined {
  const current = keys.find(({ status }) => status === 'current');
  const next = keys.find(({ status }) => status === 'next');
  const shown = keys.filter(isInUse).sort((a, b) => Date.parse(b.activatesAt) - Date.parse(a.activatesAt));
  if (shown.length === 0) return undefined;
  const moments = [
    now,
    ...[current?.activatesAt, current?.expiresAt, next?.activatesAt].flatMap(at),
    ...shown.flatMap((key) => (key.status === 'previous' ? at(key.retiresAt) : [])),
  ];
  const first = Math.min(...moments);
  const last = Math.max(...moments, first + HOUR_MS);
  const edge = (last - first) * EDGE;
  const [from, to] = [first - edge, last + edge];
  const percent = (moment: number) => Math.min(100, Math.max(0, ((moment - from) / (to - from)) * 100));
  const span = (kind: KeySpan['kind'], start: number, end: number | undefined): KeySpan[] => {
    const length = percent(end ?? to) - percent(start);
    return length > 0 ? [{ kind, start: percent(start), length, open: end === undefined || end > to }] : [];
  };
  const lanes = shown.map((key): KeyLane => {
    const activates = Date.parse(key.activatesAt);
    const [retires] = at(key.retiresAt);
    const [expires] = at(key.expiresAt);
    return {
      key,
      spans: [
        ...span('published', Date.parse(key.createdAt), activates),
        ...span('signing', activates, retires),
        ...(retires === undefined ? [] : span('accepted', retires, expires)),
      ],
    };
  });
  const [rotation] = at(next?.activatesAt);
  return {
    lanes,
    now: percent(now),
    rotation: rotation === undefined ? undefined : percent(rotation),
    ticks: ticksBetween(from, to).map((moment) => ({ at: moment, percent: percent(moment) })),
  };
}

/** Whole hours of the reader's day, few enough to be read. */
function ticksBetween(from: number, to: number): readonly number[] {
  const hours = (to - from) / HOUR_MS;
  const step = (STEPS_HOURS.find((one) => hours / one <= MOST_TICKS) ?? Math.ceil(hours / MOST_TICKS)) * HOUR_MS;
  const midnight = new Date(from).setHours(0, 0, 0, 0);
  const ticks: number[] = [];
  for (let moment = midnight; moment < to; moment += step) if (moment > from) ticks.push(moment);
  return ticks;
}

function at(moment: string | null | undefined): number[] {
  return moment === null || moment === undefined ? [] : [Date.parse(moment)];
}
