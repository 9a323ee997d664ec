import { Clock, GatehouseError } from '@gatehouse/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { type CredentialsConfig, credentialsConfig } from '../credentials.config.ts';
import { type AttemptKey, type LockoutRules, LockoutStore } from './lockout-store.ts';

const FORGET_MS = 86_400_000;

/** A try that was counted before it was made. Whoever began it says how it ended; saying nothing leaves it counted. */
export interface Attempt extends AttemptKey {
  /** Set when this try was the last one allowed: unless it is taken back, nobody tries again before then. */
  readonly locksUntil: Date | undefined;
}

export type LockoutConfig = Pick<
  CredentialsConfig,
  'loginLockAfter' | 'loginLockWindow' | 'loginLockFirst' | 'loginLockLongest'
>;

/**
 * Slows down whoever guesses (ASVS 5.0 V6.1.1, V6.3.1). A lock always ends by itself and gets longer while the guessing goes
 * on. The counts are in Postgres, so all replicas share them, and a try counts before its password is looked at: of fifty
 * that arrive together no more are looked at than one after the other.
 */
@Injectable()
export class Lockout {
  private readonly rules: LockoutRules;

  constructor(
    @Inject(credentialsConfig.token) config: LockoutConfig,
    private readonly store: LockoutStore,
    private readonly clock: Clock,
  ) {
    this.rules = {
      after: config.loginLockAfter,
      windowMs: config.loginLockWindow * 1000,
      firstLockMs: config.loginLockFirst * 1000,
      longestLockMs: config.loginLockLongest * 1000,
      forgetMs: FORGET_MS,
    };
  }

  /** Call it outside of a transaction: the count must stand whatever becomes of the try. @throws LOGIN_LOCKED */
  async begin(key: AttemptKey): Promise<Attempt> {
    const now = this.clock.now();
    const counted = await this.store.count(key, this.rules, now);
    if (!counted) throw await this.locked(key, now);
    if (counted.failures === 1) await this.store.sweep(now);
    return { ...key, locksUntil: counted.lockedUntil };
  }

  /** The try was right: what was wrong before it is forgotten. Joins the caller's transaction. */
  succeed(attempt: Attempt): Promise<void> {
    return this.store.forget(attempt);
  }

  /** The try was neither right nor wrong. */
  takeBack(attempt: Attempt): Promise<void> {
    return this.store.takeBack(attempt, attempt.locksUntil);
  }

  /** Lets somebody try again at once. @returns whether anything was locked */
  async release(subject: string): Promise<boolean> {
    return (await this.store.forgetAll(subject, this.clock.now())) > 0;
  }

  /** Of those subjects that are locked now, until when at the latest: a subject may be locked from several places. */
  locksOf(subjects: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    return this.store.locksOf(subjects, this.rules, this.clock.now());
  }

  /** Of the subjects whose names begin so, those that are locked now, at most `limit` of them. */
  lockedSubjects(prefix: string, limit: number): Promise<readonly string[]> {
    return this.store.lockedSubjects(prefix, limit, this.rules, this.clock.now());
  }

  private async locked(key: AttemptKey, now: Date): Promise<GatehouseError> {
    const until = await this.store.lockedUntil(key);
    const retryAfter = Math.max(1, Math.ceil(((until?.getTime() ?? 0) - now.getTime()) / 1000));
    return new GatehouseError('LOGIN_LOCKED', 'Too many failed attempts. Wait, then try again.', {
      retryAfter,
    });
  }
}
