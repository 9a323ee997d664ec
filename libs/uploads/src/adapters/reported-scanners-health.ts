import { HealthCheck, type HealthResult, WorkerReports } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';

/** The scanners as the workers tell of them: none runs in the API. */
@Injectable()
export class ReportedScannersHealth extends HealthCheck {
  readonly name = 'malware_scanners';

  constructor(private readonly reports: WorkerReports) {
    super();
  }

  check(): Promise<HealthResult> {
    return this.reports.component(this.name);
  }
}
