import type { Slot } from './audit-log.ts';

interface Follower {
  readonly count: number;
  /** Gives the places, or the lead. */
  readonly resolve: (given: readonly Slot[] | 'lead') => void;
}

/**
 * Reserves places for everybody who waits with one statement. While one caller asks the database, the later ones gather;
 * then the first of them asks for all. Each asks on its own connection, so that nobody who holds one waits for a free one.
 */
export class SharedReservations {
  private waiting: Follower[] = [];
  private asking = false;

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
      const slots = await this.reserve(followers.reduce((sum, follower) => sum + follower.count, count));
      let next = count;
      for (const follower of followers) follower.resolve(slots.slice(next, (next += follower.count)));
      return slots.slice(0, count);
    } catch (error) {
      this.waiting.unshift(...followers);
      throw error;
    } finally {
      this.passOn();
    }
  }

  private passOn(): void {
    const next = this.waiting.shift();
    if (next) next.resolve('lead');
    else this.asking = false;
  }
}
