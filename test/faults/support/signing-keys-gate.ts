import type { Pool, PoolClient } from 'pg';
import { until } from '../../e2e/support/session.ts';

/**
 * Holds every statement on the signing keys up, in whatever process, and lets them through one at a time: with locks of
 * Postgres that stand in one line with those statements.
 */
export class SigningKeysGate {
  private constructor(
    private readonly owner: Pool,
    private holder: PoolClient | undefined,
  ) {}

  static async close(owner: Pool): Promise<SigningKeysGate> {
    const holder = await owner.connect();
    await lock(holder);
    return new SigningKeysGate(owner, holder);
  }

  /** Lets each statement through that waits now, and none that comes after. */
  async letOneThrough(): Promise<void> {
    const next = await this.owner.connect();
    const locked = lock(next);
    // only a lock that stands in line already keeps those behind it out
    await until(() => this.standsInLine(next), Boolean, 5);
    await this.open();
    await locked;
    this.holder = next;
  }

  /** Lets everything through. Harmless when it is open. */
  async open(): Promise<void> {
    const holder = this.holder;
    this.holder = undefined;
    await holder?.query('COMMIT');
    holder?.release();
  }

  private async standsInLine(client: PoolClient): Promise<boolean> {
    const { processID } = client as PoolClient & { readonly processID: number };
    const { rows } = await this.owner.query('SELECT 1 FROM pg_locks WHERE pid = $1 AND NOT granted', [processID]);
    return rows.length > 0;
  }
}

async function lock(client: PoolClient): Promise<void> {
  await client.query('BEGIN');
  await client.query('LOCK TABLE jwt_keys IN ACCESS EXCLUSIVE MODE');
}
