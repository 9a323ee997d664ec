import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyCalendar } from './key-calendar.ts';
import { timeline } from './key-timeline.fixture.ts';
import { carryOutPlan, rowsAfter } from './carry-out-plan.ts';
import {
  faultsOfTimeline,
  type KeyTimeline,
  momentAfter,
  readyAt,
  secondsAfter,
  SPREAD_SECONDS,
  type TokenTimes,
} from './key-timeline.ts';
import { deletableKeys, type KeyPlan, planOn, planRevocation, planRotation, planTakeover } from './plan-rotation.ts';
import { KEY_STATUSES, type KeyMaterial, type SigningKey, verifies } from './signing-key.ts';

const NOON = new Date('2026-03-01T12:00:00Z');
let made = 0;

function make(): KeyMaterial {
  made += 1;
  const privateKey = { ciphertext: 'sealed', keyId: 'k1' };
  return { id: `id-${made}`, kid: `kid-${made}`, algorithm: 'ES256', publicKey: 'pem', privateKey };
}
function carryOut(rows: readonly SigningKey[], now: Date, plan: KeyPlan = planRotation, line: KeyTimeline = timeline) {
  const planned = planOn(rows, plan(rows, now, line));
  const fresh = Array.from({ length: planned.freshKeys }, make);
  return rowsAfter(rows, carryOutPlan(planned, fresh, { now, timeline: line, fence: planned.plannedOn + 1 }));
}
const one = (rows: readonly SigningKey[], status: string) => rows.find((row) => row.status === status)!;
const statuses = (rows: readonly SigningKey[]) => rows.map(({ status }) => status);
const kinds = (rows: readonly SigningKey[], now: Date, plan: KeyPlan = planRotation) =>
  plan(rows, now, timeline).map(({ kind }) => kind);

describe('the plan of a rotation', () => {
  const first = carryOut([], NOON);

  it('begins with a key that signs at once and one that is published for the next moment', () => {
    expect(statuses(first)).toEqual(['current', 'next']);
    expect(one(first, 'next').activatesAt).toEqual(new Date('2026-03-02T02:00:00Z'));
    expect(one(first, 'current')).toMatchObject({
      retiresAt: new Date('2026-03-02T02:00:00Z'),
      expiresAt: new Date('2026-03-02T03:00:00Z'),
    });
  });

  it('lets the next key take over at its moment, not before, and publishes its successor', () => {
    expect(kinds(first, new Date('2026-03-02T01:59:59.999Z'))).toEqual([]);
    const now = new Date('2026-03-02T02:00:00Z');
    expect(kinds(first, now)).toEqual(['activate', 'publish']);
    const after = carryOut(first, now);
    expect(statuses(after)).toEqual(['previous', 'current', 'next']);
    expect(one(after, 'current').kid).toBe(one(first, 'next').kid);
    expect(one(after, 'next').activatesAt).toEqual(new Date('2026-03-03T02:00:00Z'));
  });

  it('retires a replaced key after its grace, and wipes its private part', () => {
    const rotated = carryOut(first, new Date('2026-03-02T02:00:00Z'));
    expect(kinds(rotated, new Date('2026-03-02T02:59:59Z'))).toEqual([]);
    const after = carryOut(rotated, new Date('2026-03-02T03:00:00Z'));
    expect(one(after, 'retired')).toMatchObject({ kid: one(first, 'current').kid, privateKey: undefined });
  });

  it('goes on after days in which nobody looked: late, once, and back to the daily moment', () => {
    const now = new Date('2026-03-06T12:00:00Z');
    const after = carryOut(first, now);
    expect(statuses(after)).toEqual(['previous', 'current', 'next']);
    expect(one(after, 'next').activatesAt).toEqual(new Date('2026-03-07T02:00:00Z'));
    expect(planRotation(after, now, timeline)).toEqual([]);
  });

  it('does not let a key that was published shortly before the moment sign at that moment', () => {
    const rows = carryOut([], new Date('2026-03-02T01:30:00Z'));
    expect(one(rows, 'next').activatesAt).toEqual(new Date('2026-03-02T02:31:00Z'));
    // also not when the lead was raised since
    const longer = { ...timeline, lead: 7200 };
    expect(planRotation(rows, new Date('2026-03-02T03:30:59Z'), longer)).toEqual([]);
    expect(planRotation(rows, new Date('2026-03-02T03:31:00Z'), longer)).not.toEqual([]);
  });
});

describe('a clock that is set', () => {
  const first = carryOut([], NOON);
  const ahead = new Date('2026-03-03T12:00:00Z');

  it('ahead by two days and back again leaves the daily moment as it was, and no key signs before its lead', () => {
    const jumped = carryOut(first, ahead);
    expect(one(jumped, 'next').activatesAt).toEqual(new Date('2026-03-04T02:00:00Z'));
    expect(kinds(jumped, NOON)).toEqual(['reschedule']);
    const back = carryOut(jumped, NOON);
    expect(one(back, 'next').activatesAt).toEqual(new Date('2026-03-02T02:00:00Z'));
    expect(kinds(back, new Date('2026-03-02T01:59:59Z'))).toEqual([]);
    const rotated = carryOut(back, new Date('2026-03-02T02:00:00Z'));
    expect(one(rotated, 'current').kid).toBe(one(jumped, 'next').kid);
    expect(one(rotated, 'next').activatesAt).toEqual(new Date('2026-03-03T02:00:00Z'));
  });

  it('back shortly before the moment gives the next key its whole lead from then on', () => {
    const now = new Date('2026-03-02T01:30:00Z');
    const back = carryOut(carryOut(first, ahead), now);
    expect(one(back, 'next').activatesAt).toEqual(new Date('2026-03-02T02:31:00Z'));
    expect(planRotation(back, now, timeline)).toEqual([]);
  });

  it('lets a takeover that is asked for wait for a whole lead too, and asking again changes nothing', () => {
    const jumped = carryOut(first, ahead);
    const plan = planTakeover(one(jumped, 'current').kid);
    expect(kinds(jumped, NOON, plan)).toEqual(['reschedule']);
    const after = carryOut(jumped, NOON, plan);
    expect(one(after, 'next').activatesAt).toEqual(new Date('2026-03-01T13:01:00Z'));
    expect(kinds(after, new Date('2026-03-01T12:01:00Z'), plan)).toEqual([]);
  });

  it('changes nothing by as little as the clocks of two workers differ', () => {
    const planned = (activatesAt: string) =>
      first.map((row) => (row.status === 'next' ? { ...row, activatesAt: new Date(activatesAt) } : row));
    expect(kinds(planned('2026-03-02T02:05:00.000Z'), NOON)).toEqual([]);
    expect(kinds(planned('2026-03-02T02:05:00.001Z'), NOON)).toEqual(['reschedule']);
    expect(kinds(first, new Date('2026-03-01T11:55:00Z'))).toEqual([]);
    const late = carryOut([], new Date('2026-03-02T01:30:00Z'));
    expect(kinds(late, new Date('2026-03-02T01:26:00Z'))).toEqual([]);
  });
});

describe('a rotation that is asked for', () => {
  const first = carryOut([], NOON);
  const replaced = one(first, 'current').kid;

  it('happens at once when the next key is known to everybody', () => {
    expect(kinds(first, new Date('2026-03-01T13:01:00Z'), planTakeover(replaced))).toEqual(['activate', 'publish']);
  });

  it('waits for the lead otherwise, and asking again changes nothing', () => {
    const now = new Date('2026-03-01T13:00:59Z');
    expect(kinds(first, now, planTakeover(replaced))).toEqual(['reschedule']);
    const after = carryOut(first, now, planTakeover(replaced));
    expect(one(after, 'next').activatesAt).toEqual(new Date('2026-03-01T13:01:00Z'));
    expect(one(after, 'current').retiresAt).toEqual(new Date('2026-03-01T13:01:00Z'));
    expect(kinds(after, now, planTakeover(replaced))).toEqual([]);
    expect(kinds(after, new Date('2026-03-01T13:01:00Z'))).toEqual(['activate', 'publish']);
  });

  it('at the moment of a rotation is that rotation', () => {
    expect(kinds(first, new Date('2026-03-02T02:00:00Z'), planTakeover(replaced))).toEqual(['activate', 'publish']);
    expect(kinds([one(first, 'next')], NOON, planTakeover(replaced))).toEqual(['activate', 'publish']);
  });

  it('leaves out nothing else that is due', () => {
    const rotated = carryOut(first, new Date('2026-03-02T02:00:00Z'));
    const plan = planTakeover(one(rotated, 'current').kid);
    expect(kinds(rotated, new Date('2026-03-02T03:01:00Z'), plan)).toEqual(['retire', 'activate', 'publish']);
  });

  it('counts the lead from when the key was made, unless that lies ahead by more than clocks differ', () => {
    const reschedule = (now: string) => planTakeover(replaced)(first, new Date(now), timeline);
    const { kid } = one(first, 'next');
    expect(reschedule('2026-03-01T11:55:00.000Z')).toEqual([
      { kind: 'reschedule', kid, activatesAt: new Date('2026-03-01T13:01:00.000Z') },
    ]);
    expect(reschedule('2026-03-01T11:54:59.999Z')).toEqual([
      { kind: 'reschedule', kid, activatesAt: new Date('2026-03-01T12:55:59.999Z') },
    ]);
  });

  it('is done when somebody else has replaced that key', () => {
    expect(kinds(first, new Date('2026-03-01T20:00:00Z'), planTakeover('the-one-before'))).toEqual([]);
  });
});

describe('a revocation', () => {
  const first = carryOut([], NOON);

  it('of the current key lets the next one take over at once', () => {
    const after = carryOut(first, NOON, planRevocation(one(first, 'current').kid));
    expect(statuses(after)).toEqual(['revoked', 'current', 'next']);
    expect(after[0]).toMatchObject({ privateKey: undefined, retiresAt: NOON, expiresAt: NOON });
    expect(verifies(after[0]!, NOON)).toBe(false);
    expect(one(after, 'current').kid).toBe(one(first, 'next').kid);
  });

  it('of the next key publishes another one, and leaves the current key alone', () => {
    const after = carryOut(first, NOON, planRevocation(one(first, 'next').kid));
    expect(one(after, 'current').kid).toBe(one(first, 'current').kid);
    expect(statuses(after)).toEqual(['current', 'revoked', 'next']);
    expect(after[1]?.retiresAt).toBeUndefined();
  });

  it('of the only key installs a fresh one', () => {
    const current = one(first, 'current');
    expect(kinds([current], NOON, planRevocation(current.kid))).toEqual(['revoke', 'install', 'publish']);
  });

  it('is not repeated, and names a key that is there', () => {
    const after = carryOut(first, NOON, planRevocation(first[0]!.kid));
    expect(kinds(after, NOON, planRevocation(first[0]!.kid))).toEqual([]);
    expect(kinds(after, NOON, planRevocation('unknown'))).toEqual([]);
  });
});

describe('the clean-up', () => {
  it('takes keys that have been out of use for 30 days, and no others', () => {
    const first = carryOut([], NOON);
    const rows = carryOut(first, NOON, planRevocation(first[0]!.kid));
    expect(deletableKeys(rows, new Date('2026-03-31T11:59:59Z'), timeline)).toEqual([]);
    expect(deletableKeys(rows, new Date('2026-03-31T12:00:00Z'), timeline).map(({ kid }) => kid)).toEqual([
      first[0]!.kid,
    ]);
  });
});

describe('the clean-up of a single row', () => {
  const row = one(carryOut([], NOON), 'current');
  const longAgo = new Date('2025-01-01T00:00:00Z');

  it.each(KEY_STATUSES)('takes a key that is %s only when it is out of use', (status) => {
    const outOfUse = status === 'retired' || status === 'revoked';
    expect(deletableKeys([{ ...row, status, expiresAt: longAgo }], NOON, timeline)).toHaveLength(outOfUse ? 1 : 0);
    expect(deletableKeys([{ ...row, status, expiresAt: undefined }], NOON, timeline)).toEqual([]);
  });
});

describe('a planned change', () => {
  it('says on what it was planned, and how many keys have to be made for it', () => {
    const rows = carryOut([], NOON).map((row, index) => ({ ...row, fence: 7 - index }));
    const steps = planRotation(rows, new Date('2026-03-02T02:00:00Z'), timeline);
    expect(planOn(rows, steps)).toEqual({ rows, steps, plannedOn: 7, freshKeys: 1 });
    expect(planOn([], planRotation([], NOON, timeline))).toMatchObject({ plannedOn: 0, freshKeys: 2 });
  });

  it('is made at the time of the clock, on the timeline of the process', () => {
    const calendar = new KeyCalendar({ now: () => NOON }, timeline);
    expect(calendar.now()).toEqual(NOON);
    expect(calendar.plan(planRotation, [])).toEqual(planOn([], planRotation([], NOON, timeline)));
  });
});

const spans = fc.record({
  lead: fc.integer({ min: 0, max: 20_000 }),
  period: fc.integer({ min: 60, max: 200_000 }),
  rotationMoment: fc.integer({ min: 0, max: 86_399 }),
  grace: fc.integer({ min: 0, max: 20_000 }),
  retention: fc.constant(2_592_000),
  jwksMaxAge: fc.integer({ min: 60, max: 4000 }),
  clientCooldown: fc.integer({ min: 0, max: 1000 }),
});
const times = fc.record({
  accessTokenTtl: fc.integer({ min: 60, max: 900 }),
  clockSkew: fc.integer({ min: 0, max: 120 }),
});
const sound = fc.tuple(spans, times).filter(([line, tokens]) => faultsOfTimeline(line, tokens).length === 0);

describe('any timeline', () => {
  it('is refused exactly when an inequality fails, and the failing one is named', () => {
    fc.assert(
      fc.property(spans, times, (line, tokens) => {
        const named = faultsOfTimeline(line, tokens).map((fault) => /^JWT_KEY_\w+/.exec(fault)?.[0]);
        expect(named).toEqual(expectedFaults(line, tokens));
      }),
    );
  });

  it('is sound up to the very second', () => {
    const line = { ...timeline, lead: 330, grace: 960, period: 390, jwksMaxAge: 300, clientCooldown: 30 };
    const tokens = { accessTokenTtl: 600, clockSkew: 60 };
    expect(faultsOfTimeline(line, tokens)).toEqual([]);
    for (const change of [{ lead: 329 }, { grace: 959 }, { period: 389 }])
      expect(faultsOfTimeline({ ...line, ...change }, tokens)).toHaveLength(1);
  });

  it('that is sound keeps one current key, its lead and its grace, however irregularly it is looked at', () => {
    const looks = fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 20, maxLength: 60 });
    const seed = fc.integer({ min: 1_700_000_000, max: 1_900_000_000 });
    fc.assert(
      fc.property(sound, seed, looks, ([line], start, gaps) => {
        let now = new Date(start * 1000);
        let rows = carryOut([], now, planRotation, line);
        for (const gap of gaps) {
          now = secondsAfter(now, gap);
          const before = rows;
          rows = carryOut(rows, now, planRotation, line);
          expect(rows.filter(({ status }) => status === 'current')).toHaveLength(1);
          expect(rows.filter(({ status }) => status === 'next')).toHaveLength(1);
          expect(planRotation(rows, now, line)).toEqual([]);
          const [was, is] = [one(before, 'current'), one(rows, 'current')];
          if (is.kid !== was.kid) {
            expect(now.getTime() - is.createdAt.getTime()).toBeGreaterThanOrEqual((line.lead + SPREAD_SECONDS) * 1000);
            const replaced = rows.find(({ kid }) => kid === was.kid)!;
            expect(verifies(replaced, secondsAfter(now, line.grace - 1))).toBe(line.grace > 0);
          }
          for (const row of rows)
            expect(row.privateKey === undefined).toBe(row.status === 'retired' || row.status === 'revoked');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has its moments a period apart, the first one after any time within a period', () => {
    fc.assert(
      fc.property(
        spans,
        fc.date({ min: NOON, max: new Date('2030-01-01T00:00:00Z'), noInvalidDate: true }),
        (line, at) => {
          const moment = momentAfter(at, line);
          const distance = (moment.getTime() - at.getTime()) / 1000;
          expect(distance).toBeGreaterThan(0);
          expect(distance).toBeLessThanOrEqual(line.period);
          expect(momentAfter(moment, line)).toEqual(secondsAfter(moment, line.period));
          expect(readyAt({ createdAt: at }, line).getTime()).toBeGreaterThan(at.getTime());
        },
      ),
    );
  });
});

function expectedFaults(line: KeyTimeline, tokens: TokenTimes): readonly string[] {
  return [
    ...(line.lead < line.jwksMaxAge + line.clientCooldown ? ['JWT_KEY_LEAD'] : []),
    ...(line.grace < tokens.accessTokenTtl + tokens.clockSkew + line.jwksMaxAge ? ['JWT_KEY_GRACE'] : []),
    ...(line.period < line.lead + 60 ? ['JWT_KEY_PERIOD'] : []),
  ];
}
