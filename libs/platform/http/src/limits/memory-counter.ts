/** Counts hits per key in windows that begin with the first hit. */
export interface WindowCount {
  readonly hits: number;
  /** Milliseconds until the window ends. */
  readonly remainingMs: number;
}

interface Window {
  hits: number;
  readonly endsAt: number;
}

const MAX_KEYS = 50_000;

/** The counter of one process, for the time while Redis is unavailable. Bounded: a flood of addresses cannot fill the memory. */
export class MemoryCounter {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly maxKeys: number = MAX_KEYS,
  ) {}

  hit(key: string, windowMs: number): WindowCount {
    const now = this.now();
    let window = this.windows.get(key);
    if (!window || window.endsAt <= now) {
      this.windows.delete(key);
      this.makeRoom(now);
      window = { hits: 0, endsAt: now + windowMs };
      this.windows.set(key, window);
    }
    window.hits++;
    return { hits: window.hits, remainingMs: window.endsAt - now };
  }

  get size(): number {
    return this.windows.size;
  }

  clear(): void {
    this.windows.clear();
  }

  /** Windows stand in the order in which they began, so the first ones end first. */
  private makeRoom(now: number): void {
    for (const [key, window] of this.windows) {
      if (window.endsAt > now && this.windows.size < this.maxKeys) return;
      this.windows.delete(key);
    }
  }
}
