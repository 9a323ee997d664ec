import { Writable } from 'node:stream';
import { Redis } from 'ioredis';
import { register } from 'prom-client';
import { vi } from 'vitest';
import { type Alert, AlertSink } from '@gatehouse/contracts';
import type { Place } from './canaries.fixture.ts';
import { Ledger } from './ledger.fixture.ts';
import { startWholeApi, type WholeApi } from '../whole-api.fixture.ts';

export interface Seen {
  readonly place: Place;
  readonly text: string;
}

/** Takes the place of the stream that a process logs to. */
export class LogCapture extends Writable {
  readonly lines: string[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.lines.push(chunk.toString());
    done();
  }
}

/** The API at its most talkative, with somebody who writes down everything that leaves it. */
export interface WatchedApi {
  readonly api: WholeApi;
  /** All that is kept or told by now: rows, log lines, metrics, alerts, and whatever Redis was ever sent. */
  seen(): Promise<readonly Seen[]>;
  close(): Promise<void>;
}

/** @param log what the logger writes to, put there by the test file before anything is loaded */
export async function startWatchedApi(log: LogCapture): Promise<WatchedApi> {
  const api = await startWholeApi({
    environment: { LOG_LEVEL: 'debug', SLOW_REQUEST_MS: '1', SLOW_OPERATION_MS: '5' },
  });
  const client = new Redis(api.redis.url, { password: api.redis.password });
  const monitor = await client.monitor();
  const commands: string[] = [];
  monitor.on('monitor', (_time: string, command: readonly string[]) => commands.push(command.join(' ')));
  const alerts: Alert[] = [];
  const sink = api.app.get(AlertSink, { strict: false });
  const raise = sink.raise.bind(sink);
  vi.spyOn(sink, 'raise').mockImplementation((alert) => {
    alerts.push(alert);
    return raise(alert);
  });
  const raiseAlone = sink.raiseAlone.bind(sink);
  vi.spyOn(sink, 'raiseAlone').mockImplementation((alert) => {
    alerts.push(alert);
    raiseAlone(alert);
  });
  return {
    api,
    seen: async () => [
      ...(await new Ledger(api).everyRow()).map(({ table, text }) => ({ place: `table ${table}`, text }) as const),
      ...log.lines.map((text) => ({ place: 'the log', text }) as const),
      { place: 'a metric', text: await register.metrics() },
      ...alerts.map((alert) => ({ place: 'an alert', text: JSON.stringify(alert) }) as const),
      ...commands.map((text) => ({ place: 'a Redis command', text }) as const),
      ...(await client.keys('*')).map((text) => ({ place: 'a Redis key', text }) as const),
    ],
    close: async () => {
      monitor.disconnect();
      client.disconnect();
      await api.close();
    },
  };
}
