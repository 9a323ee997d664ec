import type { Pool, PoolClient } from 'pg';

/** Any number; told apart from the keys of other advisory locks. */
const GATE = 4711;

/** Where a worker is held: as it writes an alert, or as it marks one as delivered, before it announces it. */
type Place = 'INSERT' | 'UPDATE';

/**
 * Holds workers up at their alerts, for as long as the test wants. A worker that was given a number and a place says both to
 * Postgres with each connection; one without passes.
 */
export class DeliveryGate {
  private constructor(
    private readonly owner: Pool,
    private holder: PoolClient | undefined,
  ) {}

  static async close(owner: Pool, workers: number): Promise<DeliveryGate> {
    await owner.query(`
      CREATE FUNCTION wait_at_the_gate() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF current_setting('gatehouse.held_at', true) = TG_OP THEN
            PERFORM pg_advisory_xact_lock_shared(${GATE}, current_setting('gatehouse.worker')::int);
          END IF;
          RETURN NEW;
        END $$;
      CREATE TRIGGER gate BEFORE INSERT OR UPDATE ON alerts FOR EACH ROW EXECUTE FUNCTION wait_at_the_gate()`);
    const holder = await owner.connect();
    await holder.query('SELECT pg_advisory_lock($1, number) FROM generate_series(1, $2::int) AS number', [
      GATE,
      workers,
    ]);
    return new DeliveryGate(owner, holder);
  }

  /** What gives a worker its number and its place. */
  environmentOf(worker: number, place: Place): Readonly<Record<string, string>> {
    return { PGOPTIONS: `-c gatehouse.worker=${worker} -c gatehouse.held_at=${place}` };
  }

  /** The workers that are held now. */
  async held(): Promise<ReadonlySet<number>> {
    const { rows } = await this.owner.query<{ worker: number }>(
      `SELECT objid::int AS worker FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND NOT granted`,
      [GATE],
    );
    return new Set(rows.map(({ worker }) => worker));
  }

  /** Harmless when it is open. */
  async open(): Promise<void> {
    const holder = this.holder;
    this.holder = undefined;
    await holder?.query('SELECT pg_advisory_unlock_all()');
    holder?.release();
  }
}
