import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';

/** Whose tries are counted, and from where they come: each pair has a count of its own. */
export interface AttemptKey {
  readonly subject: string;
  readonly place: string;
}

export interface LockoutRules {
  /** This many failures in one window lock. */
  readonly after: number;
  readonly windowMs: number;
  /** The first lock; each further one is twice as long. */
  readonly firstLockMs: number;
  readonly longestLockMs: number;
  /** A quiet time after which the next lock is a first one again. */
  readonly forgetMs: number;
}

export interface CountedAttempt {
  readonly failures: number;
  readonly lockedUntil: Date | undefined;
}

/**
 * Counts the try before it is made, in one statement: of tries that arrive together, no more than the rules allow get a row back.
 * A window that ran out, or a lock that did, begins anew. One that ends later than any could was written before the clock was
 * set back: it is over too, or it would last as long as the clock was wrong. Later than any: twice as far away, so that no
 * difference between the clocks of two replicas sets anything to zero.
 */
const COUNT = `
  INSERT INTO sign_in_attempts AS a (subject, place, failures, locks, window_ends_at, forget_at)
  VALUES ($1, $2, 1, 0, $3::timestamptz + $5 * interval '1 millisecond', $3::timestamptz + $8 * interval '1 millisecond')
  ON CONFLICT (subject, place) DO UPDATE SET
    failures = CASE WHEN a.window_ends_at NOT BETWEEN $3::timestamptz + interval '1 microsecond'
        AND $3::timestamptz + 2 * $5 * interval '1 millisecond' OR a.locked_until IS NOT NULL THEN 1 ELSE a.failures + 1 END,
    window_ends_at = CASE WHEN a.window_ends_at NOT BETWEEN $3::timestamptz + interval '1 microsecond'
        AND $3::timestamptz + 2 * $5 * interval '1 millisecond' OR a.locked_until IS NOT NULL
      THEN excluded.window_ends_at ELSE a.window_ends_at END,
    locked_until = CASE WHEN a.window_ends_at > $3 AND a.window_ends_at <= $3::timestamptz + 2 * $5 * interval '1 millisecond'
        AND a.locked_until IS NULL AND a.failures + 1 >= $4
      THEN $3::timestamptz + least($7, $6 * power(2, least(a.locks, 30))) * interval '1 millisecond' END,
    locks = CASE WHEN a.forget_at <= $3 THEN 0
      WHEN a.window_ends_at > $3 AND a.window_ends_at <= $3::timestamptz + 2 * $5 * interval '1 millisecond'
        AND a.locked_until IS NULL AND a.failures + 1 >= $4 THEN a.locks + 1 ELSE a.locks END,
    forget_at = excluded.forget_at
  WHERE a.locked_until IS NULL OR a.locked_until <= $3
    OR a.locked_until > $3::timestamptz + 2 * $7 * interval '1 millisecond'
  RETURNING failures, locked_until`;

const FORGET_ALL = `
  WITH forgotten AS (DELETE FROM sign_in_attempts WHERE subject = $1 RETURNING locked_until)
  SELECT count(*) FILTER (WHERE locked_until > $2)::integer AS locked FROM forgotten`;

const SWEPT_AT_ONCE = 100;

/** The counts of wrong tries, shared by all replicas. */
@Injectable()
export class LockoutStore {
  constructor(private readonly database: Database) {}

  /** `undefined` when the pair is locked. */
  async count({ subject, place }: AttemptKey, rules: LockoutRules, now: Date): Promise<CountedAttempt | undefined> {
    const [row] = await this.database.query<{ failures: number; locked_until: Date | null }>(COUNT, [
      subject,
      place,
      now,
      rules.after,
      rules.windowMs,
      rules.firstLockMs,
      rules.longestLockMs,
      rules.forgetMs,
    ]);
    return row && { failures: row.failures, lockedUntil: row.locked_until ?? undefined };
  }

  async lockedUntil({ subject, place }: AttemptKey): Promise<Date | undefined> {
    const [row] = await this.database.query<{ locked_until: Date | null }>(
      'SELECT locked_until FROM sign_in_attempts WHERE subject = $1 AND place = $2',
      [subject, place],
    );
    return row?.locked_until ?? undefined;
  }

  /** A lock that ends later than any could is over, as in {@link COUNT}. */
  async locksOf(subjects: readonly string[], rules: LockoutRules, now: Date): Promise<ReadonlyMap<string, Date>> {
    if (subjects.length === 0) return new Map();
    const rows = await this.database.query<{ subject: string; locked_until: Date }>(
      `SELECT subject, max(locked_until) AS locked_until FROM sign_in_attempts
       WHERE subject = ANY ($1) AND locked_until > $2
         AND locked_until <= $2::timestamptz + 2 * $3::float8 * interval '1 millisecond'
       GROUP BY subject`,
      [subjects, now, rules.longestLockMs],
    );
    return new Map(rows.map(({ subject, locked_until: until }) => [subject, until]));
  }

  /** In the order of their names. */
  async lockedSubjects(prefix: string, limit: number, rules: LockoutRules, now: Date): Promise<readonly string[]> {
    const rows = await this.database.query<{ subject: string }>(
      `SELECT DISTINCT subject FROM sign_in_attempts
       WHERE starts_with(subject, $1) AND locked_until > $2
         AND locked_until <= $2::timestamptz + 2 * $3::float8 * interval '1 millisecond'
       ORDER BY subject LIMIT $4`,
      [prefix, now, rules.longestLockMs, limit],
    );
    return rows.map(({ subject }) => subject);
  }

  /** Takes one try back, and the lock if it was the one that locked. */
  async takeBack({ subject, place }: AttemptKey, lockedUntil: Date | undefined): Promise<void> {
    await this.database.query(
      `UPDATE sign_in_attempts SET failures = greatest(failures - 1, 0),
         locks = CASE WHEN locked_until = $3 THEN greatest(locks - 1, 0) ELSE locks END,
         locked_until = CASE WHEN locked_until = $3 THEN NULL ELSE locked_until END
       WHERE subject = $1 AND place = $2`,
      [subject, place, lockedUntil ?? null],
    );
  }

  async forget({ subject, place }: AttemptKey): Promise<void> {
    await this.database.query('DELETE FROM sign_in_attempts WHERE subject = $1 AND place = $2', [subject, place]);
  }

  /** @returns how many of the counts were locked */
  async forgetAll(subject: string, now: Date): Promise<number> {
    const [row] = await this.database.query<{ locked: number }>(FORGET_ALL, [subject, now]);
    return row?.locked ?? 0;
  }

  /** Two sweeps at once skip each other's rows, so that neither waits. */
  async sweep(now: Date): Promise<void> {
    await this.database.query(
      `DELETE FROM sign_in_attempts WHERE (subject, place) IN
         (SELECT subject, place FROM sign_in_attempts WHERE forget_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [now, SWEPT_AT_ONCE],
    );
  }
}
