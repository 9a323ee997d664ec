import { Schedule } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { DropExpiredMonths } from '../use-cases/retention/drop-expired-months.ts';
import { EnsureAuditPartitions } from '../use-cases/retention/ensure-audit-partitions.ts';
import { VerifyNightly } from '../use-cases/verification/verify-nightly.ts';

/** Every worker looks by itself; one of them does what is due. */
@Injectable()
export class AuditSchedule extends Schedule {
  constructor(ensurePartitions: EnsureAuditPartitions, dropExpired: DropExpiredMonths, verifyNightly: VerifyNightly) {
    super([
      {
        // although once a year would do: after a jump of Postgres' clock no entry has room until this ran
        name: 'audit-partitions',
        when: { everyMs: 60_000 },
        atStart: true,
        work: () => ensurePartitions.execute(),
      },
      {
        // Postgres decides what may go; the lock only keeps the others from asking. Well before the nightly verification.
        name: 'audit-retention',
        when: { cron: '0 50 1 * * *' },
        jitterMs: 60_000,
        leader: true,
        work: () => dropExpired.execute(),
      },
      {
        name: 'audit-verify',
        when: { cron: '0 30 3 * * *' },
        jitterMs: 60_000,
        leader: true,
        work: () => verifyNightly.execute(),
      },
    ]);
  }
}
