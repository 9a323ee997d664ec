import { FakeAlertSink, FixedClock } from '@gatehouse/testing';
import type { FencedLock, LockOptions, LockResult } from '@gatehouse/redis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditFixture, createAuditFixture } from '../audit.fixture.ts';
import { type SiemMessage, SiemMetrics, SiemTransport } from '../domain/siem-stream.ts';
import { PostgresSequencedEntries } from '../persistence/postgres-sequenced-entries.ts';
import { PostgresSiemCursor } from '../persistence/postgres-siem-cursor.ts';
import type { SiemConfig } from '../siem.config.ts';
import { ReplayToSiem } from './replay-to-siem.ts';
import { StreamToSiem } from './stream-to-siem.ts';
import { WatchSiemLag } from './watch-siem-lag.ts';

class Receiver extends SiemTransport {
  readonly ids: number[] = [];
  failures = 0;
  onSend: () => Promise<void> = () => Promise.resolve();

  override async send(messages: readonly SiemMessage[]): Promise<void> {
    this.ids.push(...messages.map(({ body }) => (JSON.parse(body) as { details: { n: number } }).details.n));
    await this.onSend();
    if (this.failures-- > 0) throw new Error('not taken');
  }
}

class Numbers extends SiemMetrics {
  sent = 0;
  failed = 0;
  lag = { entries: -1, seconds: -1 };
  override countSent(entries: number): void {
    this.sent += entries;
  }
  override countFailure(): void {
    this.failed += 1;
  }
  override observeLag(lag: { entries: number; seconds: number }): void {
    this.lag = lag;
  }
}

class OneLeader {
  held = false;
  fence = 0;
  async withLock<T>(_: string, options: LockOptions, work: (fence: number) => Promise<T>): Promise<LockResult<T>> {
    if (this.held) return { acquired: false };
    this.held = true;
    this.fence = Math.max(this.fence + 1, (options.fenceFloor ?? 0) + 1);
    try {
      return { acquired: true, value: await work(this.fence) };
    } finally {
      this.held = false;
    }
  }
}

let fixture: AuditFixture;
const config = { format: 'gatehouse', batchSize: 10, lagAlertSeconds: 60 } as SiemConfig;

async function make() {
  fixture = await createAuditFixture();
  const { db, trail } = fixture;
  const entries = new PostgresSequencedEntries(db.database);
  const cursor = new PostgresSiemCursor(db.database);
  const receiver = new Receiver();
  const metrics = new Numbers();
  const lock = new OneLeader();
  const clock = new FixedClock(new Date());
  const alerts = new FakeAlertSink();
  const stream = new StreamToSiem(entries, cursor, receiver, metrics, lock as unknown as FencedLock, clock, config);
  const watch = new WatchSiemLag(entries, cursor, metrics, alerts, clock, config);
  const replay = new ReplayToSiem(entries, cursor, db.unitOfWork, trail);
  return { entries, cursor, receiver, metrics, lock, clock, alerts, stream, watch, replay };
}
let parts: Awaited<ReturnType<typeof make>>;

beforeEach(async () => {
  parts = await make();
});
afterEach(() => fixture.close());

/** Writes entries and gives them leaves in the order of `order`, as the sequencer does once they have committed. */
async function sequence(numbers: readonly number[]): Promise<void> {
  for (const n of numbers)
    await fixture.trail.recordAlone({ type: 'auth_success', action: 'login', status: 'success', details: { n } });
  for (const n of numbers)
    await fixture.db.owner.query(
      `INSERT INTO audit_leaves (leaf_index, audit_id, audit_timestamp, leaf_hash)
       SELECT (SELECT count(*) FROM audit_leaves), id, "timestamp", sha256('x') FROM audit_logs WHERE details->>'n' = $1`,
      [String(n)],
    );
}
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('the stream to a SIEM', () => {
  it('sends every entry once and in order while nothing fails', async () => {
    await sequence(upTo(25));
    expect(await parts.stream.execute()).toBe('done');
    expect(parts.receiver.ids).toEqual(upTo(25));
    await sequence([26]);
    await parts.stream.execute();
    expect(parts.receiver.ids).toEqual(upTo(26));
    expect(parts.metrics).toMatchObject({ sent: 26, failed: 0 });
  });

  it('follows the order of the sequence, so an entry that committed late is not passed over', async () => {
    await sequence([5, 3, 4]);
    await parts.stream.execute();
    // 1 had its id before the others and commits only now
    await sequence([1]);
    await parts.stream.execute();
    expect(parts.receiver.ids).toEqual([5, 3, 4, 1]);
  });

  it('sends a batch again that was not taken, and loses none', async () => {
    await sequence(upTo(15));
    parts.receiver.failures = 1;
    await expect(parts.stream.execute()).rejects.toThrow('not taken');
    expect(parts.metrics).toMatchObject({ sent: 0, failed: 1 });
    await parts.stream.execute();
    expect(parts.receiver.ids).toEqual([...upTo(10), ...upTo(15)]);
  });

  it('lets one replica send at a time', async () => {
    await sequence(upTo(3));
    parts.receiver.onSend = async () => {
      expect(await parts.stream.execute()).toBe('elsewhere');
    };
    await parts.stream.execute();
    expect(parts.receiver.ids).toEqual(upTo(3));
  });

  it('does not let a leader that was overtaken move the cursor', async () => {
    await sequence(upTo(30));
    parts.receiver.onSend = async () => {
      parts.receiver.onSend = () => Promise.resolve();
      parts.lock.held = false; // its lock ran out while the receiver was slow
      await parts.stream.execute();
    };
    expect(await parts.stream.execute()).toBe('elsewhere');
    expect((await parts.cursor.load()).position).toBe(29n);
    expect(new Set(parts.receiver.ids)).toEqual(new Set(upTo(30)));
  });

  it('ends its turn in good time, though there is more', async () => {
    await sequence(upTo(25));
    parts.receiver.onSend = () => {
      parts.clock.advance({ seconds: 20 });
      return Promise.resolve();
    };
    expect(await parts.stream.execute()).toBe('more');
    expect(parts.receiver.ids).toEqual(upTo(10));
  });
});

describe('a replay', () => {
  it('sends an entry and all after it again, is on record, and cannot be undone by a leader in the middle of a batch', async () => {
    await sequence(upTo(12));
    await parts.stream.execute();
    await sequence(upTo(14).slice(12));
    const { rows } = await fixture.db.owner.query<{ audit_id: string }>(
      'SELECT audit_id FROM audit_leaves WHERE leaf_index = 9',
    );
    const id = rows[0]?.audit_id ?? '';
    parts.receiver.onSend = async () => {
      parts.receiver.onSend = () => Promise.resolve();
      expect(await parts.replay.execute(id)).toBe(5n);
    };
    expect(await parts.stream.execute()).toBe('elsewhere');
    await parts.stream.execute();
    expect(parts.receiver.ids).toEqual([...upTo(14), 10, 11, 12, 13, 14]);
    const replayed = await fixture.log.find({ type: 'audit_replayed', limit: 5 });
    expect(replayed).toMatchObject([{ resource_id: id, details: { target: 'siem', entries: '5' } }]);
  });

  it.each(['999999', 'x', '-1'])('refuses %j, which is no entry of the sequence', async (id) => {
    await expect(parts.replay.execute(id)).rejects.toMatchObject({ code: 'AUDIT_ENTRY_NOT_FOUND' });
  });
});

describe('the lag', () => {
  it('is told in entries and seconds, and raises one alert until it is gone', async () => {
    await parts.watch.execute();
    expect(parts.metrics.lag).toEqual({ entries: 0, seconds: 0 });
    await sequence(upTo(3));
    parts.clock.set(new Date(Date.now() + 120_000));
    await parts.watch.execute();
    await parts.watch.execute();
    expect(parts.metrics.lag.entries).toBe(3);
    expect(parts.metrics.lag.seconds).toBeGreaterThan(100);
    expect(parts.alerts.alerts).toMatchObject([
      { kind: 'audit_siem_lag', severity: 'warning', details: { entries: 3 } },
    ]);
    await parts.stream.execute();
    await parts.watch.execute();
    expect(parts.metrics.lag).toEqual({ entries: 0, seconds: 0 });
    expect(parts.alerts.alerts).toHaveLength(1);
  });
});
