import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { ConfigModule, loadConfig } from '@gatehouse/config';
import { AlertSink, Clock, JobPublisher, type OutboxJob, SystemClock, UnitOfWork } from '@gatehouse/contracts';
import { Database, databaseConfig, DatabaseModule } from '@gatehouse/database';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FakeJobPublisher } from '@gatehouse/testing';
import { Global, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { alertsConfig } from './alerts.config.ts';
import { AlertsModule } from './alerts.module.ts';
import { AlertsWorkerModule } from './alerts-worker.module.ts';
import { LogAlertChannel } from './adapters/log-alert-channel.ts';
import { AlertMetrics } from './domain/alert-metrics.ts';
import { AlertRepository, type Claim } from './domain/alert-repository.ts';
import { FakeAlertMetrics } from './domain/fake-alert-metrics.ts';
import { DeliverAlert } from './use-cases/deliver-alert.ts';
import { PurgeDeliveredAlerts } from './use-cases/purge-delivered-alerts.ts';

const INFECTED = {
  kind: 'file_infected',
  severity: 'critical',
  dedupeKey: 'file_infected:1',
  summary: 'An uploaded file was infected',
  details: { uploadId: '1' },
} as const;
const REDIS_UNAVAILABLE = {
  kind: 'rate_limit_fallback',
  severity: 'warning',
  dedupeKey: 'rate_limit_fallback',
  summary: 'Redis is unavailable',
} as const;

let test: TestDatabase;
let line: Line;
let process: Process;

beforeAll(async () => {
  test = await createTestDatabase();
  line = await Line.to(test.config.port);
});
afterAll(async () => {
  await line.cut();
  await test.close();
});
beforeEach(async () => {
  await test.owner.query('TRUNCATE alerts, outbox');
  process = await startProcess();
});
afterEach(() => process.app.close());

/** The way to Postgres, which can be cut and mended. */
class Line {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(port: number): Promise<Line> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const line = new Line(server, (server.address() as { port: number }).port);
    server.on('connection', (near) => line.carry(near, connect(port, '127.0.0.1')));
    return line;
  }

  async cut(): Promise<void> {
    if (this.server.listening) this.server.close();
    for (const socket of this.sockets) socket.destroy();
    return Promise.resolve();
  }

  async mend(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  private carry(near: Socket, far: Socket): void {
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroy();
        this.sockets.delete(one);
      });
    }
  }
}

interface Process {
  readonly app: INestApplicationContext;
  readonly sink: AlertSink;
  readonly unitOfWork: UnitOfWork;
  readonly metrics: FakeAlertMetrics;
}

/** What a process is made of, as far as alerts are concerned; it runs no jobs by itself. */
async function startProcess(): Promise<Process> {
  const config = loadConfig([databaseConfig, alertsConfig], { ...test.environment, DATABASE_PORT: String(line.port) });
  const metrics = new FakeAlertMetrics();
  const ports = [
    { provide: Clock, useClass: SystemClock },
    { provide: JobPublisher, useClass: FakeJobPublisher },
  ];
  @Global()
  @Module({ providers: ports, exports: ports.map(({ provide }) => provide) })
  class PortsModule {}
  @Module({
    imports: [
      ConfigModule.forRoot(config),
      PortsModule,
      DatabaseModule.forRoot({ applicationName: 'alerts-test', entities: [] }),
      AlertsModule,
      AlertsWorkerModule,
    ],
  })
  class ProcessModule {}
  const app = await NestFactory.createApplicationContext(ProcessModule, { logger: false, abortOnError: false });
  vi.spyOn(app.get(AlertMetrics), 'countDropped').mockImplementation((kind) => metrics.countDropped(kind));
  vi.spyOn(app.get(AlertMetrics), 'countDelivered').mockImplementation((alert) => metrics.countDelivered(alert));
  return { app, metrics, sink: app.get(AlertSink), unitOfWork: app.get(UnitOfWork) };
}

async function rows(): Promise<readonly { id: string; kind: string; delivered_at: Date | null }[]> {
  const { rows: found } = await test.owner.query<{ id: string; kind: string; delivered_at: Date | null }>(
    'SELECT id, kind, delivered_at FROM alerts ORDER BY id',
  );
  return found;
}
async function raised(): Promise<string> {
  const before = new Set((await rows()).map(({ id }) => id));
  await process.unitOfWork.run(() => process.sink.raise(INFECTED));
  return (await rows()).find(({ id }) => !before.has(id))!.id;
}
const kinds = async () => (await rows()).map(({ kind }) => kind);
const jobs = async () =>
  (await test.owner.query<Pick<OutboxJob, 'name' | 'payload'>>('SELECT name, payload FROM outbox')).rows;

describe('an alert that belongs to a change', () => {
  it('is written with its job when the change commits, and not at all when it does not', async () => {
    await process.unitOfWork
      .run(async () => {
        await process.sink.raise(INFECTED);
        throw new Error('the change failed');
      })
      .catch(() => undefined);
    expect([await rows(), await jobs()]).toEqual([[], []]);
    await process.unitOfWork.run(() => process.sink.raise(INFECTED));
    const [row, ...others] = await rows();
    expect([row?.kind, others]).toEqual(['file_infected', []]);
    expect(await jobs()).toEqual([{ name: 'deliver-alert', payload: { alertId: row?.id } }]);
  });

  it('needs the transaction of its change', async () => {
    await expect(process.sink.raise(INFECTED)).rejects.toThrow('in the transaction of its change');
    expect(await rows()).toEqual([]);
  });

  it('ends the change when it cannot be written', async () => {
    const work = process.unitOfWork.run(() => process.sink.raise({ ...INFECTED, summary: '' }));
    await expect(work).rejects.toThrow('alerts_summary_check');
  });
});

describe('an alert that belongs to no change', () => {
  it('is written with its job, also when the transaction in which it was raised is rolled back', async () => {
    await process.unitOfWork
      .run(() => {
        process.sink.raiseAlone(REDIS_UNAVAILABLE);
        return Promise.reject(new Error('the change failed'));
      })
      .catch(() => undefined);
    await expect.poll(kinds).toEqual(['rate_limit_fallback']);
    expect(await jobs()).toHaveLength(1);
  });

  it('keeps nobody waiting while Postgres is unavailable, and is written once it is back', async () => {
    await line.cut();
    process.sink.raiseAlone(REDIS_UNAVAILABLE);
    process.sink.raiseAlone(REDIS_UNAVAILABLE);
    await expect(process.app.get(Database).query('SELECT 1')).rejects.toThrow();
    await line.mend();
    await expect.poll(kinds).toEqual(['rate_limit_fallback']);
    process.sink.raiseAlone(REDIS_UNAVAILABLE);
    await expect.poll(kinds).toHaveLength(2);
    expect(process.metrics.dropped).toEqual([]);
  });

  it('is written before its process ends', async () => {
    process.sink.raiseAlone(REDIS_UNAVAILABLE);
    await process.app.close();
    expect(await kinds()).toEqual(['rate_limit_fallback']);
    expect(process.metrics.dropped).toEqual([]);
  });
});

describe('the delivery of an alert', () => {
  it('happens once, however many workers run its job at the same time', async () => {
    const send = vi.spyOn(LogAlertChannel.prototype, 'send');
    await process.unitOfWork.run(() => process.sink.raise(INFECTED));
    const [row] = await rows();
    const deliver = process.app.get(DeliverAlert, { strict: false });
    const runs = await Promise.allSettled(Array.from({ length: 8 }, () => deliver.execute(row!.id)));
    await deliver.execute(row!.id);
    // who finds another run at work must come again: that one may yet fail
    for (const run of runs)
      if (run.status === 'rejected') expect(String(run.reason)).toContain('Another run is delivering this alert');
    expect(send.mock.calls).toEqual([[{ ...INFECTED, id: row!.id, raisedAt: expect.any(Date) as Date }]]);
    expect((await rows())[0]?.delivered_at).toEqual(expect.any(Date));
    expect(process.metrics.delivered).toEqual(['file_infected critical']);
    send.mockRestore();
  });

  it('is still owed when it failed', async () => {
    const send = vi.spyOn(LogAlertChannel.prototype, 'send').mockRejectedValueOnce(new Error('nobody there'));
    await process.unitOfWork.run(() => process.sink.raise(INFECTED));
    const [row] = await rows();
    const deliver = process.app.get(DeliverAlert, { strict: false });
    await expect(deliver.execute(row!.id)).rejects.toThrow('nobody there');
    expect((await rows())[0]?.delivered_at).toBeNull();
    await deliver.execute(row!.id);
    expect(send).toHaveBeenCalledTimes(2);
    expect((await rows())[0]?.delivered_at).not.toBeNull();
    send.mockRestore();
  });

  it('holds nothing of the database while the alert is sent', async () => {
    const id = await raised();
    const transactions: unknown[] = [];
    const send = vi.spyOn(LogAlertChannel.prototype, 'send').mockImplementationOnce(async () => {
      const { rows: open } = await test.owner.query(
        "SELECT state FROM pg_stat_activity WHERE application_name = 'alerts-test' AND state <> 'idle'",
      );
      transactions.push(process.unitOfWork.isActive(), open);
    });
    await process.app.get(DeliverAlert, { strict: false }).execute(id);
    expect(transactions).toEqual([false, []]);
    send.mockRestore();
  });

  it('is left to a run that has claimed it, until its claim is over: a run that died is not waited for', async () => {
    const send = vi.spyOn(LogAlertChannel.prototype, 'send');
    const [id, deliver] = [await raised(), process.app.get(DeliverAlert, { strict: false })];
    const alerts = process.app.get(AlertRepository);
    const dead = (await alerts.claim(id)) as Claim;
    await expect(deliver.execute(id)).rejects.toThrow('Another run');
    expect(send).not.toHaveBeenCalled();
    await test.owner.query("UPDATE alerts SET claimed_until = now() - interval '1 millisecond'");
    const next = (await alerts.claim(id)) as Claim;
    // it was not dead after all, but has no say any more
    await alerts.release(dead);
    expect(await alerts.claim(id)).toBe('claimed');
    await alerts.release(next);
    await deliver.execute(id);
    expect(send).toHaveBeenCalledTimes(1);
    expect([await alerts.finish(dead, new Date()), await alerts.claim(id)]).toEqual([false, 'delivered']);
    send.mockRestore();
  });
});

describe('old alerts', () => {
  const left = async () => (await rows()).map(({ id }) => id);
  const deliveredAgo = async (interval: string) => {
    const id = await raised();
    await test.owner.query('UPDATE alerts SET delivered_at = now() - $2::interval WHERE id = $1', [id, interval]);
    return id;
  };

  it('are deleted once they were delivered as long ago as is configured; what nobody was told of stays', async () => {
    await deliveredAgo('91 days');
    const kept = [await deliveredAgo('89 days'), await raised()];
    await test.owner.query("UPDATE alerts SET raised_at = now() - interval '1 year'");
    const purge = process.app.get(PurgeDeliveredAlerts, { strict: false });
    expect(await purge.execute()).toBe(1);
    expect(await left()).toEqual(kept.sort());
    expect(await purge.execute()).toBe(0);
  });

  it('are deleted by whole days at the earliest, whatever the application asks for', async () => {
    const [, recent] = [await deliveredAgo('25 hours'), await deliveredAgo('23 hours')];
    const alerts = process.app.get(AlertRepository);
    expect(await alerts.deleteDelivered(new Date('2099-01-01'), 10)).toBe(1);
    expect(await left()).toEqual([recent]);
  });

  it('are deleted as many at a time as is asked for, the oldest first', async () => {
    const [newer] = [await deliveredAgo('100 days'), await deliveredAgo('101 days')];
    expect(await process.app.get(AlertRepository).deleteDelivered(new Date(), 1)).toBe(1);
    expect(await left()).toEqual([newer]);
  });
});

describe('the alerts table', () => {
  it.each(["UPDATE alerts SET summary = 'nothing happened'", 'DELETE FROM alerts', 'TRUNCATE alerts'])(
    'does not let the application do: %s',
    async (sql) => {
      await expect(test.database.query(sql)).rejects.toThrow('permission denied');
    },
  );
});
