import type { Slot } from './audit-log.ts';

interface Follower {
  readonly count: number;
  /** Gives the places, or the lead. */
  readonly resolve: (given: readonly Slot[] | 'lead') => void;
}

/** Never more places ahead than a burst can use; those that nobody takes leave a gap in the ids. */
const MAX_AHEAD = 32;

/**
 * Reserves places for everybody who waits with one statement, and for as many more as came during the last one: they
 * come during this one, and its answer serves them too. Who still has none asks for all that wait. Each asks on its own
 * connection, so that nobody who holds one waits for a free one.
 */
export class SharedReservations {
  private waiting: Follower[] = [];
  private asking = false;
  private ahead = 0;

  constructor(private readonly reserve: (count: number) => Promise<readonly Slot[]>) {}

  /** @throws what the database said to this caller; the others ask again by themselves */
  async take(count: number): Promise<readonly Slot[]> {
    if (this.asking) {
      const given = await new Promise<readonly Slot[] | 'lead'>((resolve) => this.waiting.push({ count, resolve }));
      if (given !== 'lead') return given;
    }
    this.asking = true;
    const followers = this.waiting.splice(0);
    try {
      const slots = await this.reserve(total(followers) + count + this.ahead);
      this.ahead = Math.min(total(this.waiting), MAX_AHEAD);
      this.serve([...followers, ...this.waiting.splice(0)], slots.slice(count));
      return slots.slice(0, count);
    } catch (error) {
      this.waiting.unshift(...followers);
      throw error;
    } finally {
      this.passOn();
    }
  }

  /** In their order, as far as the places go; the rest waits on. */
  private serve(followers: readonly Follower[], slots: readonly Slot[]): void {
    let next = 0;
    for (const [index, follower] of followers.entries()) {
      const end = next + follower.count;
      if (end > slots.length) {
        this.waiting = followers.slice(index);
        return;
      }
      follower.resolve(slots.slice(next, end));
      next = end;
    }
  }

  private passOn(): void {
    const next = this.waiting.shift();
    if (next) next.resolve('lead');
    else this.asking = false;
  }
}

function total(followers: readonly Follower[]): number {
  return followers.reduce((sum, { count }) => sum + count, 0);
}
