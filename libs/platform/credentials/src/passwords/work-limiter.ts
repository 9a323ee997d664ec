import { GatehouseError } from '@gatehouse/contracts';

/** Lets a few pieces of heavy work run at once, a few more wait, and turns the rest away before they cost anything. */
export class WorkLimiter {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly limits: { readonly concurrency: number; readonly queue: number; readonly retryAfter: number },
  ) {}

  /** @throws OVERLOADED when the queue is full */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.takeTurn();
    try {
      return await work();
    } finally {
      this.endTurn();
    }
  }

  private takeTurn(): Promise<void> | undefined {
    if (this.#running < this.limits.concurrency) {
      this.#running += 1;
      return undefined;
    }
    if (this.#waiting.length >= this.limits.queue) {
      throw new GatehouseError('OVERLOADED', 'Too many sign-ins are in progress. Try again shortly.', {
        retryAfter: this.limits.retryAfter,
      });
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The turn goes straight to the next in line, so that nobody who comes meanwhile overtakes. */
  private endTurn(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}
