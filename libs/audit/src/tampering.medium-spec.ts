import { leafHashOf } from '@gatehouse/audit-bundle';
import { runInRequestContext } from '@gatehouse/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditFixture, createAuditFixture, OLDER_TEST_SECRET } from './audit.fixture.ts';
import { AuditKeys } from './domain/audit-keys.ts';
import { canonicalise } from './domain/audit-record.ts';
import type { StoredRow } from './domain/check-record.ts';

let fixture: AuditFixture;
beforeEach(async () => {
  fixture = await createAuditFixture({ sink: true });
  for (const part of ['a', 'b', 'c']) {
    await write(part, 100);
    await fixture.checkpoint();
  }
});
afterEach(() => fixture.close());

async function write(part: string, count: number): Promise<void> {
  await runInRequestContext({ requestId: 'r', ip: '192.0.2.1' }, () =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        fixture.trail.recordAlone({
          type: 'auth_failure',
          action: 'login',
          status: 'failure',
          reason: { given: part },
          details: { index },
        }),
      ),
    ),
  );
}

const faultsFound = async () => {
  const { faults } = await fixture.verify.execute();
  return faults.map(({ kind, subject, id }) => `${kind} ${subject} ${id}`);
};
const one = async <Row>(sql: string, parameters: unknown[] = []): Promise<Row> =>
  (await fixture.db.owner.query(sql, parameters)).rows[0] as Row;

/** As a backup would bring it back: everything up to the second checkpoint. */
async function restoreOlderDatabase(): Promise<void> {
  await fixture.tamper(`
    DELETE FROM audit_logs WHERE id NOT IN (SELECT audit_id FROM audit_leaves WHERE leaf_index < 200);
    DELETE FROM audit_leaves WHERE leaf_index >= 200;
    DELETE FROM audit_tree_nodes WHERE (node_index + 1) * 256 > 200;
    DELETE FROM audit_checkpoints WHERE tree_size > 200;
    DELETE FROM audit_pending;
    UPDATE audit_sequencer SET tree_size = 200, checkpoint_number = 2`);
}

/** What somebody who has the MAC key would write in place of a row. */
async function forge(id: string): Promise<StoredRow> {
  const [row] = await fixture.log.batch({ first: id, last: id }, {}, 1);
  if (!row) throw new Error('there is no row to forge');
  const record = { ...row, details: { index: 1000 } };
  const canonical = canonicalise(record);
  return { ...row, details: '{"index": 1000}', canonical, signature: fixture.keys.sign(canonical) };
}
const REPLACE = 'UPDATE audit_logs SET details = $2::jsonb, canonical = $3, signature = $4 WHERE id = $1';

describe('what verification finds in a log that was tampered with', () => {
  it('is nothing when nothing was done', async () => {
    const report = await fixture.verify.execute();
    expect(report).toMatchObject({ valid: true, checked: 300, treeSize: 300, checkpoint: 3, external: 'compared' });
    expect(report.unsequenced).toBe(0);
  });

  it('is the row that was deleted', async () => {
    await fixture.tamper('DELETE FROM audit_logs WHERE id = 150');
    expect(await faultsFound()).toEqual(['MISSING_LEAF entry 150']);
  });

  it('is the row that was deleted before it had a leaf', async () => {
    await write('late', 3);
    await fixture.tamper('DELETE FROM audit_logs WHERE id = 302');
    await fixture.sequencer.execute();
    expect(fixture.alerts.alerts).toMatchObject([{ kind: 'audit_rows_deleted', details: { ids: ['302'] } }]);
    expect(await faultsFound()).toEqual(['MISSING_LEAF entry 302']);
  });

  it('is the row that was inserted, as a copy of another one or with the stolen key', async () => {
    await fixture.tamper(`
      CREATE TABLE copied AS SELECT * FROM audit_logs WHERE id = 7;
      UPDATE copied SET id = 5000;
      INSERT INTO audit_logs SELECT * FROM copied`);
    expect(await faultsFound()).toEqual(['COLUMN_MISMATCH entry 5000']);
    await fixture.tamper('DELETE FROM audit_logs WHERE id = 5000');

    await fixture.db.owner.query('ALTER TABLE audit_logs DISABLE TRIGGER audit_logs_queue');
    await write('forged', 1);
    await fixture.db.owner.query('ALTER TABLE audit_logs ENABLE TRIGGER audit_logs_queue');
    const { id } = await one<{ id: string }>(`SELECT id FROM audit_logs WHERE reason = 'forged'`);
    expect(await faultsFound()).toEqual([`EXTRA_ROW entry ${id}`]);
  });

  it('are both rows that were swapped, or whose leaves were', async () => {
    await fixture.tamper(`
      UPDATE audit_logs SET id = -10 WHERE id = 10;
      UPDATE audit_logs SET id = 10 WHERE id = 20;
      UPDATE audit_logs SET id = 20 WHERE id = -10`);
    expect(await faultsFound()).toEqual(['COLUMN_MISMATCH entry 10', 'COLUMN_MISMATCH entry 20']);
    await fixture.tamper(`
      UPDATE audit_leaves SET audit_id = -10 WHERE audit_id = 110;
      UPDATE audit_leaves SET audit_id = 110 WHERE audit_id = 120;
      UPDATE audit_leaves SET audit_id = 120 WHERE audit_id = -10`);
    expect(await faultsFound()).toEqual(expect.arrayContaining(['EXTRA_ROW entry 110', 'EXTRA_ROW entry 120']));
  });

  it('is a tail that was cut: rows alone, rows with leaves, or all that is in the database', async () => {
    await fixture.tamper('DELETE FROM audit_logs WHERE id > 298');
    expect(await faultsFound()).toEqual(['MISSING_LEAF entry 299', 'MISSING_LEAF entry 300']);
    await fixture.tamper(
      'DELETE FROM audit_leaves WHERE leaf_index >= 298; UPDATE audit_sequencer SET tree_size = 298; DELETE FROM audit_pending WHERE audit_id IN (299, 300)',
    );
    expect(await faultsFound()).toEqual(['CHECKPOINT_AHEAD checkpoint 3', 'CHECKPOINT_AHEAD external_checkpoint 3']);
    await restoreOlderDatabase();
    expect(await faultsFound()).toEqual(['CHECKPOINT_AHEAD external_checkpoint 3']);
  });

  it('is a tail that was cut and written again', async () => {
    await fixture.tamper(`
      DELETE FROM audit_logs WHERE id > 200;
      DELETE FROM audit_leaves WHERE leaf_index >= 200;
      DELETE FROM audit_tree_nodes;
      UPDATE audit_sequencer SET tree_size = 200`);
    await write('again', 100);
    await fixture.createSequencer().execute();
    expect(await faultsFound()).toEqual(['ROOT_MISMATCH checkpoint 3', 'ROOT_MISMATCH external_checkpoint 3']);
    await write('more', 1);
    await fixture.checkpoint();
    expect(fixture.alerts.alerts.at(-1)).toMatchObject({ kind: 'audit_checkpoint_refused', severity: 'critical' });
    expect((await fixture.tree.lastCheckpoint())?.number).toBe(3);
  });

  it('is a checkpoint that was removed, wherever it stood', async () => {
    await fixture.tamper('DELETE FROM audit_checkpoints WHERE number = 2');
    expect(await faultsFound()).toEqual(['CHECKPOINT_MISSING checkpoint 2']);
    await fixture.tamper('DELETE FROM audit_checkpoints WHERE number = 3');
    expect(await faultsFound()).toContain('CHECKPOINT_MISSING checkpoint 2-3');
    await fixture.tamper('UPDATE audit_sequencer SET checkpoint_number = 1');
    expect(await faultsFound()).toEqual(['CHECKPOINT_MISSING external_checkpoint 3']);
  });

  it('is a checkpoint that was replaced by an older one, or moved up to close a gap', async () => {
    const older = '(SELECT note FROM audit_checkpoints WHERE number = 2)';
    await fixture.tamper(`UPDATE audit_checkpoints SET note = ${older} WHERE number = 3`);
    expect(await faultsFound()).toEqual(
      expect.arrayContaining(['CHECKPOINT_INVALID checkpoint 3', 'CHECKPOINT_MISSING external_checkpoint 3']),
    );
    await fixture.tamper(`
      DELETE FROM audit_checkpoints WHERE number = 3;
      UPDATE audit_checkpoints SET number = 3 WHERE number = 2`);
    expect(await faultsFound()).toContain('CHECKPOINT_INVALID checkpoint 3');
  });

  it('is a checkpoint with a bad signature, and every column of one that was changed', async () => {
    const columns = ['number', 'tree_size', 'root_hash', 'note', 'created_at'];
    const { rows } = await fixture.db.owner.query<{ column_name: string }>(
      `SELECT column_name FROM information_schema.columns WHERE table_name = 'audit_checkpoints' ORDER BY ordinal_position`,
    );
    expect(rows.map((row) => row.column_name)).toEqual(columns);
    const changes = [
      'number = number + 1',
      'tree_size = 299',
      `root_hash = sha256('x')`,
      `note = replace(note, '300', '299')`,
      `note = ''`,
      `created_at = created_at + interval '1 second'`,
    ];
    await fixture.tamper('CREATE TABLE kept AS SELECT * FROM audit_checkpoints');
    for (const change of changes) {
      await fixture.tamper(`UPDATE audit_checkpoints SET ${change} WHERE number = 3`);
      expect((await faultsFound())[0], change).toMatch(/^CHECKPOINT_INVALID checkpoint [34]$/);
      await fixture.tamper('DELETE FROM audit_checkpoints; INSERT INTO audit_checkpoints SELECT * FROM kept');
    }
    expect(await faultsFound()).toEqual([]);
  });

  it('is a key id that was changed, to an unknown one or to another known one', async () => {
    await fixture.tamper(`UPDATE audit_logs SET key_id = '0123456789abcdef' WHERE id = 5`);
    expect(await faultsFound()).toEqual(['UNKNOWN_KEY entry 5']);
    const older = AuditKeys.parse(OLDER_TEST_SECRET).signingKeyId;
    await fixture.tamper(`UPDATE audit_logs SET key_id = $1 WHERE id = 5`, [older]);
    expect(await faultsFound()).toEqual(['MAC entry 5']);
  });

  it('are bytes and columns that were both changed without the key', async () => {
    const { canonical } = await forge('42');
    await fixture.tamper(`UPDATE audit_logs SET details = '{"index": 1000}', canonical = $1 WHERE id = 42`, [
      canonical,
    ]);
    expect(await faultsFound()).toEqual(['MAC entry 42']);
  });

  it('is a row that was written anew with the stolen key, its leaf with it, and the nodes above', async () => {
    const forged = await forge('42');
    await fixture.tamper(REPLACE, ['42', forged.details, forged.canonical, forged.signature]);
    expect(await faultsFound()).toEqual(['EXTRA_ROW entry 42']);
    await fixture.tamper('UPDATE audit_leaves SET leaf_hash = $1 WHERE audit_id = 42', [leafHashOf(forged)]);
    expect(await faultsFound()).toEqual([
      'ROOT_MISMATCH checkpoint 1',
      'ROOT_MISMATCH checkpoint 2',
      'ROOT_MISMATCH checkpoint 3',
      'ROOT_MISMATCH node 1/0',
      'ROOT_MISMATCH external_checkpoint 3',
    ]);
    await fixture.tamper(
      `UPDATE audit_leaves SET audit_timestamp = audit_timestamp - interval '1 day' WHERE audit_id = 50`,
    );
    expect((await faultsFound())[0]).toBe('COLUMN_MISMATCH leaf 50');
  });

  it('are leaves and nodes that were taken away or put in another order', async () => {
    await fixture.tamper('DELETE FROM audit_tree_nodes');
    expect(await faultsFound()).toEqual(['ROOT_MISMATCH node 1/0']);
    await fixture.tamper('DELETE FROM audit_leaves WHERE leaf_index = 100');
    expect(await faultsFound()).toEqual(['EXTRA_ROW entry 101', 'ROOT_MISMATCH leaf 0']);
  });
});

describe('a database that is older than the last external checkpoint', () => {
  it('gets no checkpoint until an operator acknowledges it, and verifies again after that', async () => {
    await restoreOlderDatabase();
    const { watch, acknowledge } = fixture;
    await watch.execute();
    expect(watch.reason()).toContain('covers 300 entries, but the database has 200');
    expect(fixture.alerts.alerts).toMatchObject([{ kind: 'audit_database_older', severity: 'critical' }]);
    await write('after', 1);
    await fixture.checkpoint();
    expect((await fixture.tree.lastCheckpoint())?.number).toBe(2);

    const { outside, size } = await acknowledge.execute('disk lost, backup of last night');
    expect([outside.number, outside.size]).toEqual([3, 300]);
    expect(size).toBeGreaterThan(200);
    await watch.execute();
    expect(watch.reason()).toBeUndefined();
    await fixture.checkpoint();
    expect(await fixture.verify.execute()).toMatchObject({ valid: true, checkpoint: 3, external: 'compared' });
    await expect(acknowledge.execute('again')).rejects.toMatchObject({ code: 'NO_RESTORE_TO_ACKNOWLEDGE' });
  });

  it('is not excused by an entry that the key did not sign', async () => {
    await restoreOlderDatabase();
    const standing = await fixture.compareWithSink.execute();
    await write('x', 1);
    await fixture.tamper(
      `UPDATE audit_logs SET event_type = 'audit_restore_acknowledged', status = 'success', resource_id = $1 WHERE reason = 'x'`,
      [standing.kind === 'agrees' ? '' : standing.noteHash],
    );
    await fixture.watch.execute();
    expect(fixture.watch.reason()).toBeDefined();
  });
});
