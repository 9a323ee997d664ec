import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { currentRequestContext, runInRequestContext, UnitOfWork } from '@gatehouse/contracts';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { AlertMetrics } from '../domain/alert-metrics.ts';
import { AlertRepository } from '../domain/alert-repository.ts';
import type { StoredAlert } from '../domain/stored-alert.ts';
import { type WaitingAlert, WaitingAlerts } from '../domain/waiting-alerts.ts';

const ROOM = 500;
const TRY_AGAIN_MS = 1000;
/** What a process that stops waits for Postgres. */
const LAST_TRY_MS = 3000;
/** Classes 22 and 23 (PostgreSQL 18, appendix A): the fault of one alert, which no later try would mend. */
const REFUSED_FOR_GOOD = /^2[23]/;

/** Keeps the alerts that belong to no change until Postgres takes them, and writes them without anybody waiting for it. */
@Injectable()
export class AlertBacklog implements OnApplicationShutdown {
  private readonly logger = new Logger('Alerts');
  /** Not in the transaction in which an alert was raised: that may end in any way, and waits for nothing here. */
  private readonly outside = AsyncLocalStorage.snapshot();
  private readonly waiting = new WaitingAlerts(ROOM);
  private writing = false;
  private unavailable = false;
  private closed = false;
  private timer: NodeJS.Timeout | undefined;
  private onEmpty: (() => void) | undefined;

  constructor(
    private readonly alerts: AlertRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: AlertMetrics,
  ) {}

  push(alert: StoredAlert): void {
    const requestId = currentRequestContext()?.requestId ?? randomUUID();
    const admission = this.closed ? 'full' : this.waiting.admit({ alert, requestId });
    if (admission === 'known') return;
    // at once, and here: what went wrong may be Postgres itself, or end this process
    this.logger.warn(fieldsOf(alert), `Alert raised, not stored yet: ${alert.summary}`);
    if (admission === 'full') this.drop(alert);
    else this.write();
  }

  /** Waits for what is still to be written, for three seconds at most. */
  async onApplicationShutdown(): Promise<void> {
    if (this.waiting.size > 0) await this.untilEmpty();
    this.closed = true;
    clearTimeout(this.timer);
    for (let left = this.waiting.oldest(); left; left = this.waiting.oldest()) this.giveUp(left);
  }

  private async untilEmpty(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const timeout = setTimeout(resolve, LAST_TRY_MS, undefined);
    this.onEmpty = () => resolve(undefined);
    this.write();
    await promise;
    clearTimeout(timeout);
  }

  private write(): void {
    if (!this.writing) void this.outside(() => this.writeWaiting());
  }

  private async writeWaiting(): Promise<void> {
    this.writing = true;
    clearTimeout(this.timer);
    this.metrics.observeWaiting(this.waiting.size);
    let taken = true;
    for (let next = this.waiting.oldest(); next && taken; next = this.waiting.oldest()) {
      taken = await this.tryToWrite(next);
      this.metrics.observeWaiting(this.waiting.size);
    }
    this.writing = false;
    if (taken) this.onEmpty?.();
    else if (!this.closed) this.timer = setTimeout(() => this.write(), TRY_AGAIN_MS).unref();
  }

  /** @returns `false` when it is to be tried again */
  private async tryToWrite(waiting: WaitingAlert): Promise<boolean> {
    const { alert, requestId } = waiting;
    try {
      await runInRequestContext({ requestId }, () => this.unitOfWork.run(() => this.alerts.add(alert)));
      this.waiting.remove(waiting);
      if (this.unavailable) this.logger.log('Alerts are being stored in Postgres again');
      this.unavailable = false;
      return true;
    } catch (error) {
      if (isRefusedForGood(error)) {
        this.giveUp(waiting, error);
        return true;
      }
      if (!this.unavailable)
        this.logger.warn({ err: error }, 'Alerts cannot be stored in Postgres; they are held in memory');
      this.unavailable = true;
      return false;
    }
  }

  private giveUp(waiting: WaitingAlert, error?: unknown): void {
    this.waiting.remove(waiting);
    this.drop(waiting.alert, error);
  }

  private drop(alert: StoredAlert, error?: unknown): void {
    this.metrics.countDropped(alert.kind);
    this.logger.error({ ...fieldsOf(alert), err: error }, `Alert dropped without delivery: ${alert.summary}`);
  }
}

function fieldsOf({ kind, severity, dedupeKey }: StoredAlert): object {
  return { kind, severity, dedupeKey };
}

function isRefusedForGood(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && REFUSED_FOR_GOOD.test(code);
}
