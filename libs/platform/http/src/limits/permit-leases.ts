import type { WindowCount } from './memory-counter.ts';

/** What a shared window gave, and what it has left for everybody after that. */
export interface Grant {
  /** None when the window is spent. */
  readonly permits: number;
  readonly leftAfter: number;
  /** Milliseconds until the window ends. */
  readonly remainingMs: number;
}

interface Lease {
  permits: number;
  readonly leftAfter: number;
  readonly endsAt: number;
}

/** Asks the shared window for some permits, at most so many. */
type Reserve = (most: number) => Promise<Grant>;

const MAX_KEYS = 50_000;
/** A lease is at most this part of a limit. */
const PART_OF_LIMIT = 20;
/** More spares next to nothing: Redis is then asked for one hit in a hundred. */
const LONGEST_LEASE = 100;

/** The most permits that one process takes at once. With 1 there is nothing to keep, and every hit is asked for. */
export function longestLease(limit: number): number {
  return Math.min(LONGEST_LEASE, Math.max(1, Math.floor(limit / PART_OF_LIMIT)));
}

/**
 * Permits that this process took from shared windows and has not spent yet. A permit is taken before it is spent, so all
 * processes together never let more through than the limit. What lies unspent with a process that a caller no longer comes
 * to is lost to it until the window ends: at most `longestLease` for each of them.
 */
export class PermitLeases {
  private readonly leases = new Map<string, Lease>();
  private readonly asking = new Map<string, Promise<Grant>>();

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly maxKeys: number = MAX_KEYS,
  ) {}

  /** Spends a permit that is at hand, or knows the window to be spent; `undefined` when the shared window must be asked. */
  spend(key: string, limit: number): WindowCount | undefined {
    const lease = this.leases.get(key);
    if (!lease) return undefined;
    const remainingMs = lease.endsAt - this.now();
    if (remainingMs <= 0) {
      this.leases.delete(key);
      return undefined;
    }
    if (lease.permits === 0 && lease.leftAfter > 0) return undefined;
    return { hits: spendOne(lease, limit), remainingMs };
  }

  /**
   * Spends a permit, and asks for more when there is none. Those who need more for the same key at the same time wait for one
   * answer: otherwise each of them would take a lease. A failure of `reserve` is everybody's who waits for it.
   */
  async hit(key: string, limit: number, reserve: Reserve): Promise<WindowCount> {
    for (;;) {
      const spent = this.spend(key, limit);
      if (spent) return spent;
      const asked = this.asking.get(key);
      if (!asked) return this.renew(key, limit, reserve);
      await asked;
    }
  }

  get size(): number {
    return this.leases.size;
  }

  clear(): void {
    this.leases.clear();
  }

  /** Whoever asks has the first permit of the answer. */
  private async renew(key: string, limit: number, reserve: Reserve): Promise<WindowCount> {
    const askedAt = this.now();
    const answer = reserve(this.hasRoomFor(key, askedAt) ? longestLease(limit) : 1);
    this.asking.set(key, answer);
    try {
      const { permits, leftAfter, remainingMs } = await answer;
      // from when it was asked: the way of the answer must not let a lease outlive its window
      const lease = { permits, leftAfter, endsAt: askedAt + remainingMs };
      if (this.hasRoomFor(key, askedAt)) this.leases.set(key, lease);
      return { hits: spendOne(lease, limit), remainingMs };
    } finally {
      this.asking.delete(key);
    }
  }

  /**
   * A flood of addresses finds no room and is counted hit by hit: nobody's lease has to go for it. Windows are of one length
   * and stand in the order in which they were first asked for, so the first ones end first.
   */
  private hasRoomFor(key: string, now: number): boolean {
    for (const [first, lease] of this.leases) {
      if (lease.endsAt > now) break;
      this.leases.delete(first);
    }
    return this.leases.has(key) || this.leases.size < this.maxKeys;
  }
}

/** @returns the number of this hit in its window, as far as this process knows; over the limit when there is no permit */
function spendOne(lease: Lease, limit: number): number {
  if (lease.permits === 0) return limit + 1;
  lease.permits -= 1;
  return limit - lease.leftAfter - lease.permits;
}
