import type { AuditEntry } from '@gatehouse/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditFixture, createAuditFixture } from './audit.fixture.ts';
import { EnsureAuditPartitions } from './use-cases/retention/ensure-audit-partitions.ts';

const ENTRY: AuditEntry = { type: 'logout', action: 'logout', status: 'success' };
let fixture: AuditFixture;
beforeEach(async () => {
  fixture = await createAuditFixture({ sink: true });
});
afterEach(() => fixture.close());

const write = () => fixture.trail.recordAlone(ENTRY);
const signed = async () => (await fixture.tree.lastCheckpoint())!;

describe('a sequencer whose clock jumps', () => {
  it.each([
    ['back by two hours', { hours: -2 }],
    ['ahead by two days', { days: 2 }],
  ])('%s signs what is new at once, then at its pace, and again when the clock is right', async (_, jump) => {
    await write();
    await fixture.checkpoint();
    const { hours = 0, days = 0 } = jump as { hours?: number; days?: number };
    for (const way of [1, -1]) {
      const before = await signed();
      fixture.clock.advance({ hours: way * hours, days: way * days });
      await write();
      expect(await fixture.sequencer.execute()).toBe('signed');
      const after = await signed();
      expect(after.number).toBe(before.number + 1);
      expect(after.createdAt).toEqual(fixture.clock.now());
      expect(await fixture.sink.last()).toBe(after.note);
      await write();
      // another worker, whose memory holds nothing of it
      expect(await fixture.createSequencer().execute()).toBe('sequenced');
      fixture.clock.advance({ seconds: 5 });
      expect(await fixture.sequencer.execute()).toBe('signed');
      expect(fixture.metrics.tree.at(-1)?.checkpointAge).toBe(0);
    }
    expect(fixture.alerts.alerts).toEqual([]);
    expect(await fixture.verify.execute()).toMatchObject({ valid: true, unsequenced: 0, external: 'compared' });
    await fixture.watch.execute();
    expect(fixture.watch.reason()).toBeUndefined();
  });

  it('tells no age below zero of a checkpoint that lies ahead', async () => {
    await write();
    await fixture.checkpoint();
    fixture.clock.advance({ hours: -2 });
    await fixture.sequencer.execute();
    expect(fixture.metrics.tree.at(-1)?.checkpointAge).toBe(0);
  });
});

describe("a jump of Postgres' clock past the months that have room", () => {
  it('refuses every change in plain words, and takes them again once a worker looked', async () => {
    await write();
    await fixture.checkpoint();
    // the same from the other side: the clock stays, and its month goes
    const { rows } = await fixture.db.owner.query<{ month: string }>(`SELECT to_char(now(), 'YYYY_MM') AS month`);
    await fixture.db.owner.query(`ALTER TABLE audit_logs DETACH PARTITION audit_logs_${rows[0]!.month}`);
    await fixture.db.owner.query(`ALTER TABLE audit_logs_${rows[0]!.month} RENAME TO kept`);
    const away = expect.objectContaining({
      code: 'DEPENDENCY_UNAVAILABLE',
      message: expect.not.stringContaining('row'),
    });
    await expect(write()).rejects.toEqual(away);
    await expect(fixture.db.unitOfWork.run(() => fixture.trail.record(ENTRY))).rejects.toEqual(away);
    await expect(Promise.all([write(), write(), write()])).rejects.toEqual(away);

    expect(await new EnsureAuditPartitions(fixture.db.database).execute()).toBe(1);
    await write();
    await fixture.db.unitOfWork.run(() => fixture.trail.record(ENTRY));
    const found = await fixture.log.find({ limit: 10 });
    expect(found).toHaveLength(2);
  });
});
