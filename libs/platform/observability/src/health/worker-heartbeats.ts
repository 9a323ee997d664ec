import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, type HealthResult, Schedule, WorkerReports } from '@gatehouse/contracts';
import { RedisConnection } from '@gatehouse/redis';
import { type ComponentHealth, HealthReport } from './health-report.ts';

const EVERY_MS = 5000;
/** A worker that has missed this much is gone: killed, frozen, or cut off from Redis. */
const STALE_AFTER_MS = 15_000;

interface Heartbeat {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly components: readonly Pick<ComponentHealth, 'name' | 'status' | 'detail'>[];
}

/** Runs in the worker: reports its health to the API processes through Redis. */
@Injectable()
export class WorkerHeartbeats implements OnApplicationShutdown {
  private readonly id = randomUUID();

  constructor(
    private readonly report: HealthReport,
    private readonly redis: RedisConnection,
    private readonly clock: Clock,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.redis.run((client) => client.hdel(this.redis.key('workers'), this.id)).catch(() => undefined);
  }

  /** @throws DEPENDENCY_UNAVAILABLE without Redis */
  async send(): Promise<void> {
    const { components } = await this.report.summarise();
    const heartbeat: Heartbeat = {
      at: this.clock.now().getTime(),
      components: components.map(({ name, status, detail }) => ({
        name,
        status,
        ...(detail !== undefined && { detail }),
      })),
    };
    await this.redis.run((client) => client.hset(this.redis.key('workers'), this.id, JSON.stringify(heartbeat)));
  }
}

@Injectable()
export class HeartbeatSchedule extends Schedule {
  constructor(heartbeats: WorkerHeartbeats) {
    super([{ name: 'worker-heartbeat', when: { everyMs: EVERY_MS }, atStart: true, work: () => heartbeats.send() }]);
  }
}

/** Runs in the API: reads what the heartbeats say. */
@Injectable()
export class RedisWorkerReports extends WorkerReports {
  constructor(
    private readonly redis: RedisConnection,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async workers(): Promise<HealthResult> {
    const heartbeats = await this.fresh();
    if (!heartbeats) return unknown();
    return heartbeats.length > 0
      ? { status: 'up', detail: `${heartbeats.length} running` }
      : { status: 'down', detail: 'no worker is running' };
  }

  /** The best that any worker says: work goes on as long as one of them can do it. */
  override async component(name: string): Promise<HealthResult> {
    const heartbeats = await this.fresh();
    if (!heartbeats) return unknown();
    const told = heartbeats.flatMap((heartbeat) => heartbeat.components.filter((component) => component.name === name));
    const best = (['up', 'degraded', 'down'] as const).flatMap((status) =>
      told.filter((one) => one.status === status),
    )[0];
    return best
      ? { status: best.status, ...(best.detail !== undefined && { detail: best.detail }) }
      : { status: 'down', detail: 'no worker is running' };
  }

  /** `undefined` while Redis is unavailable. Forgets workers that went without a word. */
  private async fresh(): Promise<readonly Heartbeat[] | undefined> {
    const key = this.redis.key('workers');
    const stored = await this.redis.run((client) => client.hgetall(key)).catch(() => undefined);
    if (!stored) return undefined;
    const now = this.clock.now().getTime();
    // one that lies ahead is of before a clock was set back: its worker may be long gone
    const heartbeats = Object.entries(stored).map(([id, text]) => ({ id, heartbeat: JSON.parse(text) as Heartbeat }));
    const stale = heartbeats
      .filter(({ heartbeat }) => Math.abs(now - heartbeat.at) > STALE_AFTER_MS)
      .map(({ id }) => id);
    if (stale.length > 0) await this.redis.run((client) => client.hdel(key, ...stale)).catch(() => undefined);
    return heartbeats.filter(({ id }) => !stale.includes(id)).map(({ heartbeat }) => heartbeat);
  }
}

function unknown(): HealthResult {
  return { status: 'degraded', detail: 'not known while Redis is unavailable' };
}
