import type { SigningKey } from './signing-key.ts';

/** How long a key stays in each part of its life. All spans are in seconds. */
export interface KeyTimeline {
  /** From publication to first use. */
  readonly lead: number;
  /** How long a key signs. */
  readonly period: number;
  /** The moment of the day (UTC) at which rotations happen; with a period of a day, at this moment each day. */
  readonly rotationMoment: number;
  /** How long a replaced key still verifies. */
  readonly grace: number;
  /** How long the row of a key that is out of use is kept. */
  readonly retention: number;
  /** How long others may keep the JWKS (`Cache-Control: max-age`). */
  readonly jwksMaxAge: number;
  /** How long a client may wait after one look into the JWKS before the next, also when it meets an unknown `kid`. */
  readonly clientCooldown: number;
}

/** What the timeline must leave room for. */
export interface TokenTimes {
  readonly accessTokenTtl: number;
  readonly clockSkew: number;
}

/**
 * From the commit of a new key until every replica that works publishes it, also without Redis. Counted on top of the
 * lead, so that the lead begins when the last replica has the key. No replica signs with keys that it read longer ago.
 */
export const SPREAD_SECONDS = 60;

/** Which inequalities do not hold, each named with its numbers; empty for a timeline on which no token meets a JWKS without its key. */
export function faultsOfTimeline(timeline: KeyTimeline, times: TokenTimes): readonly string[] {
  const { lead, period, grace, jwksMaxAge, clientCooldown } = timeline;
  const { accessTokenTtl, clockSkew } = times;
  const inequalities = [
    {
      text: 'JWT_KEY_LEAD ≥ JWT_JWKS_MAX_AGE + JWT_JWKS_CLIENT_COOLDOWN',
      left: lead,
      right: jwksMaxAge + clientCooldown,
    },
    {
      text: 'JWT_KEY_GRACE ≥ JWT_ACCESS_TOKEN_TTL + JWT_CLOCK_SKEW + JWT_JWKS_MAX_AGE',
      left: grace,
      right: accessTokenTtl + clockSkew + jwksMaxAge,
    },
    // else a key could not be published long enough before its turn
    { text: `JWT_KEY_PERIOD ≥ JWT_KEY_LEAD + ${SPREAD_SECONDS}`, left: period, right: lead + SPREAD_SECONDS },
  ];
  return inequalities
    .filter(({ left, right }) => left < right)
    .map(({ text, left, right }) => `${text} does not hold: ${left} < ${right}`);
}

/** The first moment of rotation after `time`. */
export function momentAfter(time: Date, { period, rotationMoment }: KeyTimeline): Date {
  const sinceMoment = Math.floor(time.getTime() / 1000) - rotationMoment;
  return new Date((rotationMoment + (Math.floor(sinceMoment / period) + 1) * period) * 1000);
}

/** When a published key may sign: everybody who reads the JWKS has seen it by then. */
export function readyAt(key: Pick<SigningKey, 'createdAt'>, { lead }: KeyTimeline): Date {
  return secondsAfter(key.createdAt, SPREAD_SECONDS + lead);
}

export function secondsAfter(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}

export function laterOf(left: Date, right: Date): Date {
  return left > right ? left : right;
}
