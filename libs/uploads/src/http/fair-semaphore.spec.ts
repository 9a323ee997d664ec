import { describe, expect, it } from 'vitest';
import { FairSemaphore, QueueFull } from './fair-semaphore.ts';

describe('FairSemaphore', () => {
  it('lets as many in as there are places', async () => {
    const semaphore = new FairSemaphore(2, 0);
    await semaphore.acquire();
    await semaphore.acquire();
    await expect(semaphore.acquire()).rejects.toThrow(QueueFull);
  });

  it('serves those who wait in the order in which they came', async () => {
    const semaphore = new FairSemaphore(1, 10);
    const order: number[] = [];
    const leave = await semaphore.acquire();
    const waiting = [1, 2, 3].map(async (name) => {
      const leaveAgain = await semaphore.acquire();
      order.push(name);
      leaveAgain();
    });
    leave();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
  });

  it('does not let a newcomer overtake who was woken', async () => {
    const semaphore = new FairSemaphore(1, 1);
    const leave = await semaphore.acquire();
    const waiting = semaphore.acquire();
    leave();
    await expect(Promise.race([semaphore.acquire(), Promise.resolve('waits')])).resolves.toBe('waits');
    (await waiting)();
  });

  it('gives a place back once, however often it is left', async () => {
    const semaphore = new FairSemaphore(1, 0);
    const leave = await semaphore.acquire();
    leave();
    leave();
    await semaphore.acquire();
    await expect(semaphore.acquire()).rejects.toThrow(QueueFull);
  });

  it('frees the seat of who gives up waiting', async () => {
    const semaphore = new FairSemaphore(1, 1);
    const leave = await semaphore.acquire();
    const gone = new AbortController();
    const waiting = semaphore.acquire(gone.signal);
    gone.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    const patient = semaphore.acquire();
    leave();
    (await patient)();
    await expect(semaphore.acquire(gone.signal)).rejects.toThrow('gone');
  });
});
