import { describe, expect, it } from 'vitest';
import type { Side } from './bench-row.ts';
import { compare, lanes, median } from './compare.ts';

/** A side that gets so much done at once, the first of it while warming up. */
function side(name: string, amounts: readonly number[], log: string[] = []): Side {
  const left = [...amounts];
  return async () => {
    log.push(name);
    return left.shift()!;
  };
}

describe('compare', () => {
  it('takes turns, changes who begins, and leaves the warm-up out', async () => {
    const log: string[] = [];
    const product = side('product', [1, 40, 60, 50], log);
    const floor = side('floor', [1, 100, 100, 50], log);
    const { rounds } = await compare({ product, floor }, { count: 3, eachMs: 1 });
    expect(log).toEqual(['floor', 'product', 'floor', 'product', 'product', 'floor', 'floor', 'product']);
    expect(rounds).toHaveLength(3);
  });

  it('judges by the shares of the rounds, so that a machine that slows down counts for both', async () => {
    const [product, floor] = [lanes(1, () => spend(2)), lanes(1, () => spend(1))];
    const { share, worst, best, rounds, cpuShare } = await compare({ product, floor }, { count: 5, eachMs: 10 });
    const shares = rounds.map((round) => round.product.perSecond / round.floor.perSecond);
    expect(share).toBe(median(shares));
    expect([worst, best]).toEqual([Math.min(...shares), Math.max(...shares)]);
    expect(cpuShare).toBeGreaterThan(0);
    expect(cpuShare).toBeLessThan(1);
  });
});

/** Keeps the processor busy with a fixed amount of work. */
async function spend(amount: number): Promise<number> {
  let sum = 0;
  for (let index = 0; index < amount * 200_000; index += 1) sum += Math.sqrt(index);
  return sum;
}

describe('lanes', () => {
  it('works with as many at a time as asked for', async () => {
    let [running, most] = [0, 0];
    const done = await lanes(4, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
    })(200);
    expect(most).toBe(4);
    expect(done).toBeGreaterThan(0);
  });

  it('fails when the work does', async () => {
    await expect(lanes(2, () => Promise.reject(new Error('no')))(5)).rejects.toThrow('no');
  });
});

describe('median', () => {
  it('is the middle one, or lies between the two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(() => median([])).toThrow('nothing');
  });
});
