export class QueueFull extends Error {
  override readonly name = 'QueueFull';
}

interface Waiter {
  enter(): void;
}

/** Lets `places` through at once; others wait in the order in which they came, up to `queueLength` of them. */
export class FairSemaphore {
  private free: number;
  private readonly waiting = new Set<Waiter>();

  constructor(
    places: number,
    private readonly queueLength: number,
  ) {
    this.free = places;
  }

  /**
   * @returns what gives the place back; calling it twice is harmless
   * @throws QueueFull at once when too many wait; the signal's reason when it aborts first
   */
  async acquire(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.free > 0) {
      this.free -= 1;
      return this.leaveOnce();
    }
    if (this.waiting.size >= this.queueLength) throw new QueueFull('too many are already waiting');
    await this.wait(signal);
    return this.leaveOnce();
  }

  private wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        enter: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = () => {
        this.waiting.delete(waiter);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.waiting.add(waiter);
    });
  }

  private leaveOnce(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const [first] = this.waiting;
      if (!first) {
        this.free += 1;
        return;
      }
      // the place goes straight to the longest waiting: nobody who comes now can overtake
      this.waiting.delete(first);
      first.enter();
    };
  }
}
