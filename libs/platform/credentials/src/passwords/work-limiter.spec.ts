import { describe, expect, it } from 'vitest';
import { WorkLimiter } from './work-limiter.ts';

const busy = expect.objectContaining({ code: 'OVERLOADED', retryAfter: 2 }) as Error;

/** Work that ends when the test says so. */
function pieces(limiter: WorkLimiter) {
  const started: (() => void)[] = [];
  const add = () => limiter.run(() => new Promise<void>((resolve) => started.push(resolve)));
  const finishOne = () => started.shift()?.();
  return { started, add, finishOne };
}

/** Lets everything that waits for a settled promise go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('WorkLimiter', () => {
  it('runs as many as allowed, queues as many as allowed, and turns the next one away', async () => {
    const { started, add, finishOne } = pieces(new WorkLimiter({ concurrency: 2, queue: 3, retryAfter: 2 }));
    const accepted = Array.from({ length: 5 }, () => add());
    await settle();
    expect(started).toHaveLength(2);
    await expect(add()).rejects.toThrow(busy);
    for (let count = 0; count < 5; count++) {
      finishOne();
      await settle();
      expect(started.length).toBeLessThanOrEqual(2);
    }
    await Promise.all(accepted);
    const later = add();
    await settle();
    finishOne();
    await later;
  });

  it('frees the place of work that fails', async () => {
    const limiter = new WorkLimiter({ concurrency: 1, queue: 0, retryAfter: 2 });
    await expect(limiter.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(limiter.run(() => Promise.resolve('works'))).resolves.toBe('works');
  });
});
