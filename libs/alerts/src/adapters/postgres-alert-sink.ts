import { type Alert, AlertSink, Clock, UnitOfWork } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { AlertRepository } from '../domain/alert-repository.ts';
import type { StoredAlert } from '../domain/stored-alert.ts';
import { AlertBacklog } from './alert-backlog.ts';

/** Writes alerts: within the transaction of a change, or behind its back as soon as Postgres takes them. */
@Injectable()
export class PostgresAlertSink extends AlertSink {
  constructor(
    private readonly alerts: AlertRepository,
    private readonly backlog: AlertBacklog,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {
    super();
  }

  async raise(alert: Alert): Promise<void> {
    if (!this.unitOfWork.isActive())
      throw new Error(`The alert ${alert.kind} must be raised within the transaction of its change`);
    await this.alerts.add(this.stored(alert));
  }

  raiseAlone(alert: Alert): void {
    this.backlog.push(this.stored(alert));
  }

  private stored(alert: Alert): StoredAlert {
    const raisedAt = this.clock.now();
    return { ...alert, id: uuidv7(raisedAt), raisedAt };
  }
}
