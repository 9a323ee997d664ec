import type { HealthResult } from '@gatehouse/contracts';
import { RedisConnection } from '@gatehouse/redis';
import { FixedClock, startTestRedis, type TestRedis } from '@gatehouse/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HealthReport } from './health-report.ts';
import { RedisWorkerReports, WorkerHeartbeats } from './worker-heartbeats.ts';

let server: TestRedis;
let redis: RedisConnection;
let clock: FixedClock;
beforeAll(async () => {
  server = await startTestRedis();
  redis = new RedisConnection(server.config);
});
afterAll(async () => {
  redis.close();
  await server.stop();
});
beforeEach(async () => {
  clock = new FixedClock();
  await redis.client().flushall();
});

function worker(scanners: HealthResult['status']): WorkerHeartbeats {
  const components = [{ name: 'malware_scanners', status: scanners, latencyMs: 1, detail: 'probe' }];
  const report = { summarise: () => Promise.resolve({ status: 'ok', components }) } as unknown as HealthReport;
  return new WorkerHeartbeats(report, redis, clock);
}
const reports = () => new RedisWorkerReports(redis, clock);

describe('the health that workers tell', () => {
  it('is down while no worker has said a word', async () => {
    expect(await reports().workers()).toEqual({ status: 'down', detail: 'no worker is running' });
    expect(await reports().component('malware_scanners')).toEqual({ status: 'down', detail: 'no worker is running' });
  });

  it('counts the workers, and believes the best of them about a component', async () => {
    await worker('down').send();
    expect(await reports().component('malware_scanners')).toEqual({ status: 'down', detail: 'probe' });
    await worker('up').send();
    expect(await reports().workers()).toEqual({ status: 'up', detail: '2 running' });
    expect(await reports().component('malware_scanners')).toEqual({ status: 'up', detail: 'probe' });
  });

  it('forgets a worker that was killed after 15 seconds, and one that stopped at once', async () => {
    const stopped = worker('up');
    await stopped.send();
    await stopped.onApplicationShutdown();
    expect((await reports().workers()).status).toBe('down');

    await worker('up').send();
    clock.advance({ milliseconds: 15_001 });
    expect((await reports().workers()).status).toBe('down');
    expect(await redis.client().hlen(redis.key('workers'))).toBe(0);
  });

  it('forgets a worker that was killed before the clock was set back, and knows the others at their next word', async () => {
    await worker('up').send();
    clock.advance({ hours: -2 });
    expect((await reports().workers()).status).toBe('down');
    await worker('up').send();
    expect(await reports().workers()).toEqual({ status: 'up', detail: '1 running' });
  });

  it('is not known while Redis is unavailable', async () => {
    const away = new RedisConnection({ ...server.config, url: 'redis://127.0.0.1:1' });
    const lost = new RedisWorkerReports(away, clock);
    expect((await lost.workers()).status).toBe('degraded');
    expect((await lost.component('malware_scanners')).status).toBe('degraded');
    away.close();
  });
});
