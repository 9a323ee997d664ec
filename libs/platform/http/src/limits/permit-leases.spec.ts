import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grant, longestLease, PermitLeases } from './permit-leases.ts';

const WINDOW_MS = 1000;

/** What Redis does, in memory. */
class SharedWindows {
  asked = 0;
  private readonly windows = new Map<string, { used: number; endsAt: number }>();

  constructor(
    private readonly limit: number,
    private readonly now: () => number,
  ) {}

  reserve(key: string, most: number): Grant {
    this.asked += 1;
    let window = this.windows.get(key);
    if (!window || window.endsAt <= this.now()) {
      window = { used: 0, endsAt: this.now() + WINDOW_MS };
      this.windows.set(key, window);
    }
    const left = this.limit - window.used;
    const permits = Math.min(left, most, Math.max(1, Math.floor(left / 4)));
    window.used += permits;
    return { permits, leftAfter: left - permits, remainingMs: window.endsAt - this.now() };
  }
}

function makeReplicas({ count = 1, limit = 600, maxKeys = 100 } = {}) {
  const clock = { now: 0 };
  const windows = new SharedWindows(limit, () => clock.now);
  const replicas = Array.from({ length: count }, () => new PermitLeases(() => clock.now, maxKeys));
  const hit = (replica: number, key = 'caller') =>
    replicas[replica]!.hit(key, limit, (most) => Promise.resolve(windows.reserve(key, most)));
  const isLetThrough = async (replica: number, key = 'caller') => (await hit(replica, key)).hits <= limit;
  return { clock, windows, replicas, hit, isLetThrough };
}

describe('PermitLeases', () => {
  it('lets exactly the limit through on one replica, counts hit by hit, and asks a few times only', async () => {
    const { windows, hit } = makeReplicas();
    const hits: number[] = [];
    for (let count = 0; count < 700; count += 1) hits.push((await hit(0)).hits);
    expect(hits.slice(0, 600)).toEqual(Array.from({ length: 600 }, (_, index) => index + 1));
    expect(new Set(hits.slice(600))).toEqual(new Set([601]));
    expect(windows.asked).toBeLessThan(40);
  });

  it('never lets more than the limit through over all replicas, nor fewer than it by more than their leases', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.nat(2), { maxLength: 500 }),
        async (limit, order) => {
          const { isLetThrough } = makeReplicas({ count: 3, limit });
          let through = 0;
          for (const replica of order) if (await isLetThrough(replica)) through += 1;
          expect(through).toBeLessThanOrEqual(limit);
          // then one of them is asked until it refuses
          while (await isLetThrough(0)) through += 1;
          expect(through).toBeLessThanOrEqual(limit);
          expect(through).toBeGreaterThanOrEqual(limit - 2 * longestLease(limit));
        },
      ),
    );
  });

  it('takes one lease for all who come at once', async () => {
    const { windows, hit } = makeReplicas();
    const counts = await Promise.all(Array.from({ length: 30 }, () => hit(0)));
    expect(counts.map(({ hits }) => hits)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(windows.asked).toBe(1);
  });

  it('spends nothing after its window ended, however much it has left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(2), fc.nat(150)), { maxLength: 300 }), async (hits) => {
        const { clock, isLetThrough } = makeReplicas({ count: 3, limit: 40 });
        const times: number[] = [];
        for (const [replica, wait] of hits) {
          clock.now += wait;
          if (await isLetThrough(replica)) times.push(clock.now);
        }
        // windows begin with a hit that is let through
        let [startedAt, through] = [-Infinity, 0];
        for (const time of times) {
          if (time >= startedAt + WINDOW_MS) [startedAt, through] = [time, 0];
          through += 1;
          expect(through).toBeLessThanOrEqual(40);
        }
      }),
    );
  });

  it('ends a lease no later than its window when the answer took long', async () => {
    let now = 0;
    const leases = new PermitLeases(() => now);
    await leases.hit('caller', 600, () => {
      now = 400;
      return Promise.resolve({ permits: 30, leftAfter: 570, remainingMs: 1000 });
    });
    now = 999;
    expect(leases.spend('caller', 600)).toEqual({ hits: 2, remainingMs: 1 });
    now = 1000;
    expect(leases.spend('caller', 600)).toBeUndefined();
  });

  it('knows a spent window without asking again until it ends', async () => {
    const { clock, windows, isLetThrough } = makeReplicas({ limit: 40 });
    while (await isLetThrough(0));
    const { asked } = windows;
    expect(await isLetThrough(0)).toBe(false);
    expect(windows.asked).toBe(asked);
    clock.now += WINDOW_MS;
    expect(await isLetThrough(0)).toBe(true);
  });

  it('counts hit by hit when it has no room: nobody loses a lease to a flood of callers', async () => {
    const { clock, windows, replicas, hit } = makeReplicas({ maxKeys: 3 });
    for (const key of ['a', 'b', 'c', 'd']) await hit(0, key);
    expect(replicas[0]?.size).toBe(3);
    const { asked } = windows;
    await hit(0, 'a');
    expect(windows.asked).toBe(asked);
    expect((await hit(0, 'd')).hits).toBe(2);
    expect(windows.asked).toBe(asked + 1);
    clock.now += WINDOW_MS;
    await hit(0, 'd');
    expect(replicas[0]?.size).toBe(1);
  });

  it('tells all who wait when the shared window cannot be asked, and asks again with the next', async () => {
    const leases = new PermitLeases(() => 0);
    const away = () => Promise.reject(new Error('unavailable'));
    const both = await Promise.allSettled([leases.hit('a', 600, away), leases.hit('a', 600, away)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const grant = { permits: 1, leftAfter: 10, remainingMs: 5 };
    await expect(leases.hit('a', 600, () => Promise.resolve(grant))).resolves.toMatchObject({ hits: 590 });
  });
});
