import { GatehouseError } from '@gatehouse/contracts';
import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import type { RedisConfig } from './redis.config.ts';

/** A blocking connection may wait for ever for its server; every other one gives up at once, so that no request hangs. */
type Use = 'commands' | 'blocking';

/** Makes the process's connections to Redis: they fail fast while it is unavailable and come back by themselves. */
export class RedisConnection {
  private readonly logger = new Logger('Redis');
  private readonly opened: Redis[] = [];
  private shared: Redis | undefined;
  private closed = false;

  constructor(readonly config: RedisConfig) {}

  /** The connection for ordinary commands. */
  client(): Redis {
    // what many requests ask for at the same moment goes out together
    this.shared ??= this.open('commands', { enableAutoPipelining: true });
    return this.shared;
  }

  /** A connection of its own: for subscriptions and for queues that block on it. @throws after `close` */
  open(use: Use, more: RedisOptions = {}): Redis {
    // nobody would close it any more, and it would keep the process alive
    if (this.closed) throw new Error('This process has closed its connections to Redis');
    const client = new Redis(this.config.url, { ...this.options(use), ...more });
    let failing = false;
    client.on('error', (error: NodeJS.ErrnoException) => {
      if (!failing) this.logger.warn(`Redis is unavailable (${error.code ?? error.message})`);
      failing = true;
    });
    client.on('ready', () => {
      if (failing) this.logger.log('Redis is back');
      failing = false;
    });
    this.opened.push(client);
    return client;
  }

  key(...parts: readonly string[]): string {
    return [this.config.keyPrefix, ...parts].join(':');
  }

  /** Runs a command; any failure of Redis becomes one refusal. @throws DEPENDENCY_UNAVAILABLE */
  async run<T>(command: (client: Redis) => Promise<T>): Promise<T> {
    try {
      return await command(this.client());
    } catch (error) {
      throw new GatehouseError(
        'DEPENDENCY_UNAVAILABLE',
        'Part of the system is temporarily unavailable. Try again shortly.',
        { cause: error, retryAfter: 2 },
      );
    }
  }

  close(): void {
    this.closed = true;
    for (const client of this.opened) client.disconnect();
  }

  private options(use: Use): RedisOptions {
    return {
      ...(this.config.password !== undefined && { password: this.config.password }),
      connectTimeout: 500,
      // a server that accepts but never answers must not hold a request
      ...(use === 'commands' && { commandTimeout: 1000 }),
      maxRetriesPerRequest: use === 'blocking' ? null : 1,
      enableReadyCheck: use !== 'blocking',
      retryStrategy: () => 200,
    };
  }
}
