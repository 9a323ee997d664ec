import type { LockOptions, LockOutcome } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import type { FencedLock } from '@gatehouse/redis';
import { FakeAlertSink, FakeAuditTrail, FakeSequencedEntries, FixedClock, makeAuditRecord } from '@gatehouse/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MeteredSiemTransport } from '../adapters/metered-siem-transport.ts';
import { type SiemMessage, SiemMetrics, SiemTransport } from '../domain/siem-stream.ts';
import { PostgresSiemCursor } from '../persistence/postgres-siem-cursor.ts';
import type { SiemConfig } from '../siem.config.ts';
import { MeasureSiemLag } from './measure-siem-lag.ts';
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
  async withLock<T>(_: string, options: LockOptions, work: (fence: number) => Promise<T>): Promise<LockOutcome<T>> {
    if (this.held) return { acquired: false };
    this.held = true;
    this.fence = Math.max(this.fence + 1, ((await options.fenceFloor?.()) ?? 0) + 1);
    try {
      return { acquired: true, value: await work(this.fence) };
    } finally {
      this.held = false;
    }
  }
}

let db: TestDatabase;
const config = { format: 'gatehouse', batchSize: 10, lagAlertSeconds: 60 } as SiemConfig;

async function make() {
  db = await createTestDatabase();
  const trail = new FakeAuditTrail(db.unitOfWork);
  const entries = new FakeSequencedEntries();
  const cursor = new PostgresSiemCursor(db.database);
  const receiver = new Receiver();
  const metrics = new Numbers();
  const lock = new OneLeader();
  const clock = new FixedClock(new Date('2026-01-01T00:02:00Z'));
  const alerts = new FakeAlertSink();
  const transport = new MeteredSiemTransport(receiver, metrics);
  const stream = new StreamToSiem(entries, cursor, transport, lock as unknown as FencedLock, config);
  const watch = new WatchSiemLag(new MeasureSiemLag(entries, cursor, clock), metrics, alerts, config);
  const replay = new ReplayToSiem(entries, cursor, db.unitOfWork, trail);
  return { entries, trail, cursor, receiver, metrics, lock, clock, alerts, stream, watch, replay };
}
let parts: Awaited<ReturnType<typeof make>>;

beforeEach(async () => {
  parts = await make();
});
afterEach(() => {
  vi.restoreAllMocks();
  return db.close();
});

/** Entries that carry these numbers, in this order. */
const sequence = (numbers: readonly number[]) =>
  parts.entries.sequence(...numbers.map((number) => makeAuditRecord(number)));
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('the stream to a SIEM', () => {
  it('sends every entry once and in order while nothing fails', async () => {
    sequence(upTo(25));
    expect(await parts.stream.execute()).toBe('done');
    expect(parts.receiver.ids).toEqual(upTo(25));
    sequence([26]);
    await parts.stream.execute();
    expect(parts.receiver.ids).toEqual(upTo(26));
    expect(parts.metrics).toMatchObject({ sent: 26, failed: 0 });
  });

  it('follows the order of the sequence, so an entry that committed late is not passed over', async () => {
    sequence([5, 3, 4]);
    await parts.stream.execute();
    // 1 had its id before the others and commits only now
    sequence([1]);
    await parts.stream.execute();
    expect(parts.receiver.ids).toEqual([5, 3, 4, 1]);
  });

  it('sends a batch again that was not taken, and loses none', async () => {
    sequence(upTo(15));
    parts.receiver.failures = 1;
    await expect(parts.stream.execute()).rejects.toThrow('not taken');
    expect(parts.metrics).toMatchObject({ sent: 0, failed: 1 });
    await parts.stream.execute();
    expect(parts.receiver.ids).toEqual([...upTo(10), ...upTo(15)]);
  });

  it('lets one replica send at a time', async () => {
    sequence(upTo(3));
    parts.receiver.onSend = async () => {
      expect(await parts.stream.execute()).toBe('elsewhere');
    };
    await parts.stream.execute();
    expect(parts.receiver.ids).toEqual(upTo(3));
  });

  it('does not let a leader that was overtaken move the cursor', async () => {
    sequence(upTo(30));
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
    sequence(upTo(25));
    let later = 0;
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + later);
    parts.receiver.onSend = () => {
      later += 20_000;
      return Promise.resolve();
    };
    expect(await parts.stream.execute()).toBe('more');
    expect(parts.receiver.ids).toEqual(upTo(10));
  });
});

describe('a replay', () => {
  it('sends an entry and all after it again, is on record, and cannot be undone by a leader in the middle of a batch', async () => {
    sequence(upTo(12));
    await parts.stream.execute();
    sequence(upTo(14).slice(12));
    parts.receiver.onSend = async () => {
      parts.receiver.onSend = () => Promise.resolve();
      expect(await parts.replay.execute('10')).toBe(5n);
    };
    expect(await parts.stream.execute()).toBe('elsewhere');
    await parts.stream.execute();
    expect(parts.receiver.ids).toEqual([...upTo(14), 10, 11, 12, 13, 14]);
    expect(parts.trail.entries).toMatchObject([
      {
        type: 'audit_replayed',
        resource: { type: 'audit_entry', id: '10' },
        details: { target: 'siem', entries: '5' },
      },
    ]);
  });

  it('is not done without its audit entry', async () => {
    sequence(upTo(3));
    await parts.stream.execute();
    parts.trail.failNext();
    await expect(parts.replay.execute('1')).rejects.toThrow();
    expect((await parts.cursor.load()).position).toBe(2n);
  });

  it.each(['999999', 'x', '-1'])('refuses %j, which is no entry of the sequence', async (id) => {
    await expect(parts.replay.execute(id)).rejects.toMatchObject({ code: 'AUDIT_ENTRY_NOT_FOUND' });
  });
});

describe('the lag', () => {
  it('is told in entries and seconds, and raises one alert until it is gone', async () => {
    await parts.watch.execute();
    expect(parts.metrics.lag).toEqual({ entries: 0, seconds: 0 });
    sequence(upTo(3));
    await parts.watch.execute();
    await parts.watch.execute();
    expect(parts.metrics.lag).toEqual({ entries: 3, seconds: 120 });
    expect(parts.alerts.alerts).toMatchObject([
      { kind: 'audit_siem_lag', severity: 'warning', details: { entries: 3 } },
    ]);
    await parts.stream.execute();
    await parts.watch.execute();
    expect(parts.metrics.lag).toEqual({ entries: 0, seconds: 0 });
    expect(parts.alerts.alerts).toHaveLength(1);
  });
});
