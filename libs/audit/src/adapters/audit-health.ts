import { HealthCheck, type HealthResult, ReadOnlyMode } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';

/** Not critical: what can be read is served in read-only mode too. */
@Injectable()
export class AuditHealth extends HealthCheck {
  readonly name = 'audit_log';

  constructor(private readonly mode: ReadOnlyMode) {
    super();
  }

  check(): Promise<HealthResult> {
    const reason = this.mode.reason();
    if (reason === undefined) return Promise.resolve({ status: 'up' });
    return Promise.resolve({ status: 'degraded', detail: `read-only: ${reason}` });
  }
}
