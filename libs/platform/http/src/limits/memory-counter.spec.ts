import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryCounter } from './memory-counter.ts';

describe('MemoryCounter', () => {
  it('counts per key in windows that begin with the first hit', () => {
    let now = 0;
    const counter = new MemoryCounter(() => now);
    expect(counter.hit('a', 1000)).toEqual({ hits: 1, remainingMs: 1000 });
    now = 400;
    expect(counter.hit('a', 1000)).toEqual({ hits: 2, remainingMs: 600 });
    expect(counter.hit('b', 1000).hits).toBe(1);
    now = 1000;
    expect(counter.hit('a', 1000)).toEqual({ hits: 1, remainingMs: 1000 });
  });

  it('never holds more keys than it may, and forgets windows that ended', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(30), fc.nat(300)), { maxLength: 200 }), (hits) => {
        let now = 0;
        const counter = new MemoryCounter(() => now, 10);
        for (const [key, wait] of hits) {
          now += wait;
          counter.hit(`key-${key}`, 1000);
          expect(counter.size).toBeLessThanOrEqual(10);
        }
        now += 1000;
        counter.hit('last', 1000);
        expect(counter.size).toBe(1);
      }),
    );
  });
});
