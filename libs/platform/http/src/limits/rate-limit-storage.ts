import { Injectable, Logger } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { AlertSink } from '@gatehouse/contracts';
import { RedisConnection } from '@gatehouse/redis';
import { MemoryCounter, type WindowCount } from './memory-counter.ts';
import { type Grant, longestLease, PermitLeases } from './permit-leases.ts';
import { isLeased } from './rate-limit.decorator.ts';

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

/**
 * Takes several permits of a window at once, for a caller that comes often: at most `ARGV[2]`, never more than are left, and
 * of these a quarter at most, so that little lies unused with one replica when the window runs out for the others.
 */
const RESERVE_PERMITS = `
local limit = tonumber(ARGV[3])
local left = math.max(0, limit - tonumber(redis.call('GET', KEYS[1]) or '0'))
local permits = math.min(left, tonumber(ARGV[2]), math.max(1, math.floor(left / 4)))
redis.call('INCRBY', KEYS[1], permits)
local ends = redis.call('PTTL', KEYS[1])
if ends < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  ends = tonumber(ARGV[1])
end
return {permits, left - permits, ends}`;

export const rateLimitFallbacks = makeCounterProvider({
  name: FALLBACKS,
  help: 'Requests that were limited from memory because Redis was unavailable',
});

/**
 * Counters shared by all replicas in Redis; while it is unavailable, each process counts by itself with the same numbers. A narrow
 * class is counted hit by hit. Of a wide one each replica takes some permits at a time, so that few of its requests ask Redis.
 */
@Injectable()
export class RateLimitStorage implements ThrottlerStorage {
  private readonly logger = new Logger(RateLimitStorage.name);
  private readonly memory = new MemoryCounter();
  private readonly leases = new PermitLeases();
  private retryRedisAt = -Infinity;
  private unavailable = false;

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
    const stored = this.redis.key('rate', name, key);
    const { hits, remainingMs } =
      isLeased(name) && longestLease(limit) > 1
        ? await this.countByLease(stored, ttl, limit)
        : await this.count(stored, ttl, () => this.countInRedis(stored, ttl));
    const seconds = Math.max(1, Math.ceil(remainingMs / 1000));
    return {
      totalHits: hits,
      timeToExpire: seconds,
      isBlocked: hits > limit,
      timeToBlockExpire: hits > limit ? seconds : 0,
    };
  }

  /** Permits at hand need no Redis. */
  private countByLease(key: string, windowMs: number, limit: number): WindowCount | Promise<WindowCount> {
    const reserve = async (most: number): Promise<Grant> => {
      const [permits, leftAfter, remainingMs] = (await this.redis
        .client()
        .eval(RESERVE_PERMITS, 1, key, windowMs, most, limit)) as [number, number, number];
      return { permits, leftAfter, remainingMs };
    };
    return this.leases.spend(key, limit) ?? this.count(key, windowMs, () => this.leases.hit(key, limit, reserve));
  }

  private async countInRedis(key: string, windowMs: number): Promise<WindowCount> {
    const [hits, remainingMs] = (await this.redis.client().eval(COUNT_HIT, 1, key, windowMs)) as [number, number];
    return { hits, remainingMs };
  }

  private async count(key: string, windowMs: number, shared: () => Promise<WindowCount>): Promise<WindowCount> {
    if (performance.now() < this.retryRedisAt) return this.countInMemory(key, windowMs);
    try {
      const counted = await shared();
      this.noteBack();
      return counted;
    } catch (error) {
      this.noteUnavailable(error);
      return this.countInMemory(key, windowMs);
    }
  }

  private countInMemory(key: string, windowMs: number): WindowCount {
    this.fallbacks.inc();
    return this.memory.hit(key, windowMs);
  }

  private noteBack(): void {
    if (!this.unavailable) return;
    this.unavailable = false;
    this.memory.clear();
    this.logger.log('Rate limits are shared through Redis again');
  }

  private noteUnavailable(error: unknown): void {
    this.retryRedisAt = performance.now() + RETRY_REDIS_AFTER_MS;
    if (this.unavailable) return;
    this.unavailable = true;
    // it may come back without its counters
    this.leases.clear();
    this.logger.warn({ err: error }, 'Rate limits are counted in memory: Redis is unavailable');
    this.alerts.raiseAlone({
      kind: 'rate_limit_fallback',
      severity: 'warning',
      dedupeKey: 'rate_limit_fallback',
      summary: 'Redis is unavailable: each process limits requests from its own memory.',
    });
  }
}
