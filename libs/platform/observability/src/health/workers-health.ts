import { Injectable } from '@nestjs/common';
import { HealthCheck, type HealthResult, WorkerReports } from '@gatehouse/contracts';

/** Not critical: without a worker the API takes work in, and the outbox keeps it. */
@Injectable()
export class WorkersHealth extends HealthCheck {
  readonly name = 'worker';

  constructor(private readonly reports: WorkerReports) {
    super();
  }

  check(): Promise<HealthResult> {
    return this.reports.workers();
  }
}
