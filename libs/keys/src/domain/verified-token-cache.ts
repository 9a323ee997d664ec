import { hash } from 'node:crypto';
import type { VerifiedToken } from '@gatehouse/contracts';

/**
 * Tokens whose signature was checked already, so that it is checked once and not with every request. Keyed by the SHA-256 of
 * the whole token: the tokens themselves do not lie about in memory, and no other spelling hits the entry.
 */
export class VerifiedTokenCache {
  readonly #entries = new Map<string, VerifiedToken>();

  /** @param capacity the oldest entry leaves when a new one finds no room */
  constructor(private readonly capacity: number) {}

  get(token: string, now: Date): VerifiedToken | undefined {
    const key = keyOf(token);
    const verified = this.#entries.get(key);
    if (verified && verified.expiresAt <= now) {
      this.#entries.delete(key);
      return undefined;
    }
    return verified;
  }

  put(token: string, verified: VerifiedToken): void {
    if (this.#entries.size >= this.capacity) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    this.#entries.set(keyOf(token), verified);
  }

  clear(): void {
    this.#entries.clear();
  }

  get size(): number {
    return this.#entries.size;
  }
}

function keyOf(token: string): string {
  // asked with every request: in one step it takes a third of the time that a `Hash` does
  return hash('sha256', token, 'base64url');
}
