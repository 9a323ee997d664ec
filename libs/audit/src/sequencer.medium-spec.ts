import { leafHashOf } from '@gatehouse/audit-bundle';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { treeRoot, spansOf, verifyInclusion } from '@gatehouse/crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditFixture, createAuditFixture } from './audit.fixture.ts';
import { SequenceAuditRecords } from './use-cases/sequencer/sequence-audit-records.ts';

// Debian's interpreter: the one for which apt installs python3-cryptography
const PYTHON = '/usr/bin/python3';
const OPEN_NOTE = join(import.meta.dirname, '../../../test/support/open_note.py');

let fixture: AuditFixture;
beforeAll(async () => {
  fixture = await createAuditFixture({ sink: true });
});
afterAll(() => fixture.close());

const entry = { type: 'logout', action: 'logout', status: 'success' } as const;
const write = (count: number) => Promise.all(Array.from({ length: count }, () => fixture.trail.recordAlone(entry)));
const size = async () => (await fixture.tree.state()).size;
const rowsAndLeaves = async () => {
  const { rows } = await fixture.db.owner.query<{ rows: string; leaves: string; distinct: string; highest: string }>(
    `SELECT (SELECT count(*) FROM audit_logs) AS rows, count(*) AS leaves, count(DISTINCT audit_id) AS distinct,
            max(leaf_index) + 1 AS highest FROM audit_leaves`,
  );
  return rows[0];
};

describe('the sequencer', () => {
  it('gives every committed row one leaf, also one that commits after later ids', async () => {
    const begun = Promise.withResolvers<undefined>();
    const goOn = Promise.withResolvers<undefined>();
    const slow = fixture.db.unitOfWork.run(async () => {
      await fixture.trail.record(entry);
      begun.resolve(undefined);
      await goOn.promise;
    });
    await begun.promise;
    await write(10);
    await fixture.sequencer.execute();
    expect(await size()).toBe(10);
    goOn.resolve(undefined);
    await slow;
    await fixture.sequencer.execute();
    expect(await rowsAndLeaves()).toEqual({ rows: '11', leaves: '11', distinct: '11', highest: '11' });
    expect(fixture.metrics.tree.at(-1)).toMatchObject({ unsequenced: 0 });
  });

  it('keeps one tree while many workers turn at once, with a lock and without Redis', async () => {
    const workers = Array.from({ length: 4 }, () => fixture.createSequencer());
    for (const away of [false, true]) {
      fixture.lock.state = away ? 'unavailable' : 'free';
      const writing = write(700);
      for (let turn = 0; turn < 5; turn += 1) await Promise.all(workers.map((worker) => worker.execute()));
      await writing;
      await Promise.all(workers.map((worker) => worker.execute()));
      await fixture.createSequencer().execute();
    }
    fixture.lock.state = 'free';
    const counts = await rowsAndLeaves();
    expect(new Set(Object.values(counts ?? {})).size).toBe(1);
    expect(await fixture.verify.execute()).toMatchObject({ valid: true, treeSize: Number(counts?.rows) });
  });

  it('refuses a worker whose fence is older than the last one', async () => {
    await write(1);
    const { fence } = await fixture.tree.state();
    const before = await size();
    const stale = new SequenceAuditRecords(fixture.tree, fixture.db.unitOfWork, fixture.alerts);
    expect(await stale.execute(fence - 1)).toBeUndefined();
    expect(await size()).toBe(before);
    const growth = { fence: fence - 1, size: before, leaves: [], nodes: [], taken: [] };
    await expect(fixture.tree.grow(growth)).rejects.toThrow('took over');
  });

  it('signs when the interval is over and something is new, and not otherwise', async () => {
    await fixture.checkpoint();
    const first = await fixture.tree.lastCheckpoint();
    await write(1);
    fixture.clock.advance({ seconds: 1 });
    expect(await fixture.sequencer.execute()).toBe('sequenced');
    fixture.clock.advance({ seconds: 5 });
    expect(fixture.alerts.alerts).toEqual([]);
    expect(await fixture.sequencer.execute()).toBe('signed');
    await fixture.checkpoint();
    expect((await fixture.tree.lastCheckpoint())?.number).toBe((first?.number ?? 0) + 1);
  });

  it('brings a checkpoint to its second place later, when that was unavailable', async () => {
    const { publish } = fixture.sink;
    fixture.sink.publish = () => Promise.reject(new Error('the volume is unavailable'));
    await write(1);
    await fixture.checkpoint();
    await fixture.sequencer.execute();
    const last = await fixture.tree.lastCheckpoint();
    expect(await fixture.sink.last()).not.toBe(last?.note);
    expect(fixture.alerts.alerts.filter(({ kind }) => kind === 'audit_checkpoint_unpublished')).toHaveLength(1);
    fixture.sink.publish = publish;
    await fixture.sequencer.execute();
    expect(await fixture.sink.last()).toBe(last?.note);
    const [log] = readdirSync(fixture.folder ?? '').filter((name) => name.startsWith('notes-'));
    expect(readFileSync(join(fixture.folder ?? '', log ?? ''), 'utf8')).toContain(last?.note);
    // an outage that comes back is told again
    fixture.sink.publish = () => Promise.reject(new Error('the volume is unavailable'));
    await write(1);
    await fixture.checkpoint();
    expect(fixture.alerts.alerts.filter(({ kind }) => kind === 'audit_checkpoint_unpublished')).toHaveLength(2);
    fixture.sink.publish = publish;
    await fixture.sequencer.execute();
  });

  it('proves that an entry is in the tree of the last checkpoint', async () => {
    await fixture.checkpoint();
    const [row] = await fixture.log.find({ limit: 1 });
    const proof = await fixture.prove.execute(row?.id ?? '');
    const [stored] = await fixture.log.batch({ first: row?.id ?? '', last: row?.id ?? '' }, {}, 1);
    const { size: treeSize, root } = proof!.checkpoint;
    const claim = { leafHash: leafHashOf(stored!), index: proof!.leafIndex, size: treeSize, root };
    expect(verifyInclusion(claim, proof!.path)).toBe(true);
    expect(treeRoot(treeSize, await fixture.tree.nodes(spansOf({ start: 0, end: treeSize })))).toEqual(root);
    expect(await fixture.prove.execute('999999')).toBeUndefined();
  });

  it('writes checkpoints that an independent reader opens, and that it refuses once a byte is changed', async () => {
    const note = (await fixture.tree.lastCheckpoint())?.note ?? '';
    const [key = ''] = fixture.checkpointKeys.publicKeys();
    const open = (text: string) => execFileSync(PYTHON, [OPEN_NOTE, key], { input: text, encoding: 'utf8' });
    const opened = JSON.parse(open(note)) as { origin: string; size: number; root: string };
    const { size: treeSize, root } = (await fixture.tree.lastCheckpoint())!;
    expect(opened).toEqual({ origin: 'log.example/audit', size: treeSize, root: root.toString('hex') });
    expect(() => open(note.replace(`\n${treeSize}\n`, `\n${treeSize + 1}\n`))).toThrow('signature is wrong');
  });

  it('keeps up with 5,000 entries a second', async () => {
    await fixture.db.owner.query(`
      INSERT INTO audit_logs (event_type, event_category, "timestamp", action, status, canonical, key_id, signature)
      SELECT 'logout', 'authentication', clock_timestamp(), 'logout', 'success',
             '{"action":"' || repeat('x', 600) || number || '"}', '0123456789abcdef', repeat('0', 64)
      FROM generate_series(1, 20000) AS number`);
    const before = process.cpuUsage();
    while ((await fixture.tree.countPending()) > 0) await fixture.sequencer.execute();
    // of this process' own time: what else runs on the machine must not decide
    const { user, system } = process.cpuUsage(before);
    const rate = 20_000 / ((user + system) / 1e6);
    expect(rate).toBeGreaterThan(5000);
  });
});
