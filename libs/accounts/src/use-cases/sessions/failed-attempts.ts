import { AlertSink, type AuditReason, AuditTrail, type JsonObject, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';

export interface FailedAttempt {
  /** What was tried, in the words of the audit log. */
  readonly action: string;
  /** What was wrong. Nobody but the audit log is told. */
  readonly reason: AuditReason;
  /** Whose account it was, if anybody's. */
  readonly userId: string | undefined;
  readonly details?: JsonObject;
  /** When it was the last one allowed: until when nobody tries again. */
  readonly locksUntil?: Date | undefined;
}

/** Puts on record that somebody showed something wrong, and tells of the lock that came of it. Call it outside of a transaction. */
@Injectable()
export class FailedAttempts {
  constructor(
    private readonly audit: AuditTrail,
    private readonly alerts: AlertSink,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @param summary what the alert says, should this lock the account of somebody */
  async record({ action, reason, userId, details, locksUntil }: FailedAttempt, summary: string): Promise<void> {
    const about = { action, ...(userId !== undefined && { resource: { type: 'user', id: userId } }) };
    await this.audit.recordAlone({
      ...about,
      type: 'auth_failure',
      status: 'failure',
      reason,
      ...(details && { details }),
    });
    if (!locksUntil) return;
    const until = locksUntil.toISOString();
    await this.unitOfWork.run(async () => {
      await this.audit.record({
        ...about,
        type: 'auth_locked',
        status: 'denied',
        reason: 'too_many_attempts',
        details: { ...details, until },
      });
      if (userId === undefined) return;
      await this.alerts.raise({
        kind: 'account_locked',
        severity: 'warning',
        dedupeKey: `account-locked:${userId}`,
        summary,
        details: { userId, until },
      });
    });
  }
}
