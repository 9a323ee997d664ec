import { EventBus, type EventMap, type EventName } from '@gatehouse/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { RedisConnection } from './redis-connection.ts';

type Listener = (payload: never) => void;

/** Tells all replicas by Redis pub/sub. Best effort: a listener also re-reads its truth from time to time. */
@Injectable()
export class RedisEventBus extends EventBus {
  private readonly logger = new Logger(RedisEventBus.name);
  private readonly listeners = new Map<EventName, Listener[]>();
  private subscribed = false;

  constructor(private readonly redis: RedisConnection) {
    super();
  }

  async publish<N extends EventName>(name: N, payload: EventMap[N]): Promise<void> {
    try {
      await this.redis.run((client) => client.publish(this.channel(), JSON.stringify({ name, payload })));
    } catch {
      this.logger.warn(`The event ${name} could not be published; replicas will pick up the change at their next poll`);
    }
  }

  subscribe<N extends EventName>(name: N, listener: (payload: EventMap[N]) => void): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
    if (!this.subscribed) this.listen();
  }

  private listen(): void {
    this.subscribed = true;
    const client = this.redis.open('blocking');
    client.on('message', (_channel, message) => this.dispatch(message));
    // the driver subscribes again by itself after a lost connection
    client.subscribe(this.channel()).catch((error: unknown) => this.logger.debug({ err: error }, 'Not subscribed yet'));
  }

  private dispatch(message: string): void {
    const event = parse(message);
    if (!event) return;
    for (const listener of this.listeners.get(event.name) ?? []) {
      try {
        listener(event.payload);
      } catch (error) {
        this.logger.warn({ err: error }, `A listener of ${event.name} failed`);
      }
    }
  }

  private channel(): string {
    return this.redis.key('events');
  }
}

function parse(message: string): { readonly name: EventName; readonly payload: never } | undefined {
  try {
    return JSON.parse(message) as { name: EventName; payload: never };
  } catch {
    return undefined;
  }
}
