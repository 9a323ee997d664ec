import { Injectable, Logger } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { AlertSink } from '@gatehouse/contracts';
import { RedisConnection } from '@gatehouse/redis';
import { MemoryCounter, type WindowCount } from './memory-counter.ts';

type StorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

const FALLBACKS = 'rate_limit_fallback_total';
const RETRY_REDIS_AFTER_MS = 1000;

/** Counts and reads the window in one step, so that two requests at once cannot both be the last one allowed. */
const COUNT_HIT = `
local hits = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {hits, left}`;

export const rateLimitFallbacks = makeCounterProvider({
  name: FALLBACKS,
  help: 'Requests that were limited from memory because Redis was away',
});

/** Counters shared by all replicas in Redis; while it is away, each process counts by itself with the same numbers. */
@Injectable()
export class RateLimitStorage implements ThrottlerStorage {
  private readonly logger = new Logger(RateLimitStorage.name);
  private readonly memory = new MemoryCounter();
  private awayUntil = -Infinity;
  private away = false;

  constructor(
    private readonly redis: RedisConnection,
    private readonly alerts: AlertSink,
    @InjectMetric(FALLBACKS) private readonly fallbacks: Pick<Counter, 'inc'>,
  ) {}

  async increment(
    key: string,
    ttl: number,
    limit: number,
    _blockDuration: number,
    name: string,
  ): Promise<StorageRecord> {
    const { hits, remainingMs } = await this.count(this.redis.key('rate', name, key), ttl);
    const seconds = Math.max(1, Math.ceil(remainingMs / 1000));
    return {
      totalHits: hits,
      timeToExpire: seconds,
      isBlocked: hits > limit,
      timeToBlockExpire: hits > limit ? seconds : 0,
    };
  }

  private async count(key: string, windowMs: number): Promise<WindowCount> {
    if (performance.now() < this.awayUntil) return this.countInMemory(key, windowMs);
    try {
      const [hits, remainingMs] = (await this.redis.client().eval(COUNT_HIT, 1, key, windowMs)) as [number, number];
      this.noteBack();
      return { hits, remainingMs };
    } catch (error) {
      this.noteAway(error);
      return this.countInMemory(key, windowMs);
    }
  }

  private countInMemory(key: string, windowMs: number): WindowCount {
    this.fallbacks.inc();
    return this.memory.hit(key, windowMs);
  }

  private noteBack(): void {
    if (!this.away) return;
    this.away = false;
    this.memory.clear();
    this.logger.log('Rate limits are shared through Redis again');
  }

  private noteAway(error: unknown): void {
    this.awayUntil = performance.now() + RETRY_REDIS_AFTER_MS;
    if (this.away) return;
    this.away = true;
    this.logger.warn({ err: error }, 'Rate limits are counted in memory: Redis is away');
    this.alerts.raise({
      kind: 'rate_limit_fallback',
      severity: 'warning',
      dedupeKey: 'rate_limit_fallback',
      summary: 'Redis is away: each process limits requests from its own memory.',
    });
  }
}
