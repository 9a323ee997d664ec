import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditFixture, createAuditFixture } from './audit.fixture.ts';
import type { TimeRange } from './domain/audit-log.ts';

/** Over one batch of rows, so that an id can stand on both sides of an edge. */
const ENTRIES = 1200;

let fixture: AuditFixture;
beforeEach(async () => {
  fixture = await createAuditFixture();
  const entries = Array.from({ length: ENTRIES }, (_, index) => index);
  await Promise.all(
    entries.map((index) =>
      fixture.trail.recordAlone({ type: 'auth_failure', action: 'login', status: 'failure', details: { index } }),
    ),
  );
  await fixture.checkpoint();
});
afterEach(() => fixture.close());

const faultsFound = async (range: TimeRange = {}) => {
  const { faults } = await fixture.verify.execute(range);
  return faults.map(({ kind, subject, id }) => `${kind} ${subject} ${id}`);
};

/** A second row of the same id; the queue is told nothing. */
const copyOf = (id: number, change: string) => `
  ALTER TABLE audit_logs DISABLE TRIGGER audit_logs_queue;
  CREATE TABLE copied AS SELECT * FROM audit_logs WHERE id = ${id} AND reason IS NULL;
  UPDATE copied SET ${change};
  INSERT INTO audit_logs SELECT * FROM copied;
  DROP TABLE copied`;

describe('what verification finds when somebody knows how it looks', () => {
  it('is the row that was inserted under the id of another, before it, behind it, and at the edge of a batch', async () => {
    for (const [id, change] of [
      [7, `reason = 'forged', "timestamp" = "timestamp" - interval '1 second'`],
      [8, `reason = 'forged', "timestamp" = "timestamp" + interval '1 month'`],
      [1000, `reason = 'forged', "timestamp" = "timestamp" - interval '1 second'`],
      [1000, `reason = 'forged', "timestamp" = "timestamp" + interval '1 second'`],
    ] as const)
      await fixture.tamper(copyOf(id, change));
    const mismatches = [7, 8, 1000, 1000].map((id) => `COLUMN_MISMATCH entry ${id}`);
    expect(await faultsFound()).toEqual(mismatches);
    await fixture.tamper(`DELETE FROM audit_logs WHERE reason = 'forged'`);
    expect(await faultsFound()).toEqual([]);
    await fixture.tamper(`ALTER TABLE audit_logs DROP CONSTRAINT audit_logs_pkey; ${copyOf(9, 'id = id')}`);
    expect(await faultsFound()).toEqual(['EXTRA_ROW entry 9']);
  });

  it('is the row that was deleted and whose leaf names another entry, or stands before the tree', async () => {
    await fixture.tamper(`
      ALTER TABLE audit_leaves DROP CONSTRAINT audit_leaves_audit_id_key,
        DROP CONSTRAINT audit_leaves_leaf_index_check;
      DELETE FROM audit_logs WHERE id = 7;
      UPDATE audit_leaves SET audit_id = 6 WHERE audit_id = 7`);
    expect(await faultsFound()).toEqual(['ROOT_MISMATCH leaf 6']);
    await fixture.tamper(`
      UPDATE audit_leaves SET audit_id = 7 WHERE audit_id = 6 AND leaf_index > (
        SELECT min(leaf_index) FROM audit_leaves WHERE audit_id = 6);
      INSERT INTO audit_leaves SELECT -1, 5000, audit_timestamp, leaf_hash FROM audit_leaves WHERE audit_id = 8`);
    expect(await faultsFound()).toEqual(expect.arrayContaining(['ROOT_MISMATCH leaf -1', 'MISSING_LEAF entry 7']));
  });

  it('is the row that was moved out of the time range that is looked at', async () => {
    const { timestamp } = (await fixture.log.batch({ first: '7', last: '7' }, {}, 1))[0] ?? {};
    const range = { from: timestamp ?? '', to: new Date(Date.parse(timestamp ?? '') + 3_600_000).toISOString() };
    expect(await faultsFound(range)).toEqual([]);
    await fixture.tamper(`UPDATE audit_logs SET "timestamp" = "timestamp" + interval '1 month' WHERE id = 7`);
    expect(await faultsFound(range)).toEqual(['MISSING_LEAF entry 7']);
    expect(await faultsFound()).toEqual(['COLUMN_MISMATCH entry 7']);
  });

  it('is each leaf whose time no entry can have, and no other one', async () => {
    await fixture.tamper(`
      UPDATE audit_leaves SET audit_timestamp =
        ((audit_timestamp AT TIME ZONE 'UTC')::text || ' BC')::timestamp AT TIME ZONE 'UTC' WHERE audit_id = 7;
      UPDATE audit_leaves SET audit_timestamp = 'infinity' WHERE audit_id = 8;
      UPDATE audit_leaves SET audit_timestamp = '-infinity' WHERE audit_id = 9;
      UPDATE audit_leaves SET audit_timestamp = audit_timestamp + interval '10000 years' WHERE audit_id = 10`);
    expect(await faultsFound()).toEqual([7, 8, 9, 10].map((id) => `COLUMN_MISMATCH leaf ${id}`));
  });

  it('is named, and no exception, when columns hold what they never may', async () => {
    await fixture.tamper(`
      ALTER TABLE audit_logs ALTER signature DROP NOT NULL;
      UPDATE audit_logs SET signature = NULL WHERE id = 7;
      UPDATE audit_logs SET details = ('{"a":' || repeat('[', 5000) || repeat(']', 5000) || '}')::jsonb WHERE id = 8`);
    expect(await faultsFound()).toEqual(['MAC entry 7', 'COLUMN_MISMATCH entry 8']);
    for (const [column, value] of [
      ['note', 'NULL'],
      ['root_hash', 'NULL'],
      ['created_at', 'NULL'],
      ['created_at', `'infinity'`],
    ]) {
      await fixture.tamper(`
        ALTER TABLE audit_checkpoints ALTER ${column} DROP NOT NULL;
        UPDATE audit_checkpoints SET ${column} = ${value} WHERE number = 1`);
      expect(await faultsFound()).toContain('CHECKPOINT_INVALID checkpoint 1');
    }
  });

  it('is a checkpoint that was given a size which no tree has', async () => {
    await fixture.tamper(`
      UPDATE audit_checkpoints SET tree_size = -5 WHERE number = 1;
      UPDATE audit_sequencer SET checkpoint_number = 0`);
    expect(await faultsFound()).toEqual(['CHECKPOINT_MISSING checkpoint 1']);
  });
});

describe('a queue that was written to by hand', () => {
  it('stops no entry on its way into the tree', async () => {
    await fixture.tamper(`
      INSERT INTO audit_pending SELECT id, "timestamp" FROM audit_logs WHERE id = 7;
      INSERT INTO audit_pending VALUES (-5, 'infinity')`);
    await fixture.trail.recordAlone({ type: 'auth_failure', action: 'login', status: 'failure' });
    await fixture.checkpoint();
    expect(await fixture.verify.execute()).toMatchObject({ treeSize: ENTRIES + 2, unsequenced: 0 });
    expect(await faultsFound()).toEqual(['MISSING_LEAF entry -5']);
  });

  it('and a last checkpoint without a time do not put the next one off for good', async () => {
    await fixture.tamper(`UPDATE audit_checkpoints SET created_at = 'infinity'`);
    await fixture.trail.recordAlone({ type: 'auth_failure', action: 'login', status: 'failure' });
    await fixture.checkpoint();
    expect(await faultsFound()).toEqual(['CHECKPOINT_INVALID checkpoint 1']);
    expect(await fixture.tree.lastCheckpoint()).toMatchObject({ number: 2, size: ENTRIES + 1 });
  });
});

describe('the functions that run with the rights of the owner', () => {
  const ask = (sql: string) => fixture.db.database.query(sql);

  it('drop no month before Christ in whose place the partition of one after stands', async () => {
    const { rows } = await fixture.db.owner.query<{ month: string }>(`SELECT to_char(now(), 'YYYY-MM') AS month`);
    await expect(ask(`SELECT standing FROM audit_drop_month('${rows[0]?.month}-01 BC', 2557)`)).rejects.toThrow(
      'between the years 1 and 9999',
    );
    await expect(ask(`SELECT standing FROM audit_drop_month('infinity', 2557)`)).rejects.toThrow('between the years');
    expect(await faultsFound()).toEqual([]);
  });

  it('take no type from the temporary objects of who calls them', async () => {
    await fixture.db.owner.query(`DO $$ BEGIN
      EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO gatehouse_app', current_database()); END $$`);
    await fixture.db.unitOfWork.run(async () => {
      await ask(`CREATE FUNCTION pg_temp.who(pg_catalog.timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'this runs as %', current_user; END $$`);
      await ask('CREATE DOMAIN pg_temp.timestamptz AS pg_catalog.timestamptz CHECK (pg_temp.who(VALUE))');
      await ask('CREATE DOMAIN pg_temp.timestamp AS pg_catalog.timestamp CHECK (pg_temp.who(VALUE))');
      expect(await ask(`SELECT standing FROM audit_drop_month('2018-02-01', 2557)`)).toEqual([{ standing: 'absent' }]);
      expect(await ask('SELECT audit_ensure_partitions(1) AS made')).toEqual([{ made: 0 }]);
    });
  });

  it('name the temporary objects last, each of them', async () => {
    const { rows } = await fixture.db.owner.query<{ proname: string; proconfig: string[] | null }>(
      `SELECT proname, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef`,
    );
    expect(rows.length).toBeGreaterThan(3);
    for (const { proname, proconfig } of rows)
      expect([proname, proconfig]).toEqual([proname, expect.arrayContaining(['search_path=pg_catalog, pg_temp'])]);
  });
});
