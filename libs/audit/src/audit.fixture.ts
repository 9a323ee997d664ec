import type { AuditEntry } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { PostgresAuditTrail } from './adapters/postgres-audit-trail.ts';
import { AuditKeys } from './domain/audit-keys.ts';
import { AuditMetrics } from './domain/audit-metrics.ts';
import { PostgresAuditLog } from './persistence/postgres-audit-log.ts';
import { VerifyAuditLog } from './use-cases/verify-audit-log.ts';

export const TEST_SECRET = 'k8Jd0cUq3vXw7LrYtN5bGzHfPaSe2MiO';

/** Remembers what would be counted. */
export class FakeAuditMetrics extends AuditMetrics {
  readonly written: string[] = [];
  readonly faults: string[] = [];
  writes = 0;

  override countWritten(entry: Pick<AuditEntry, 'type' | 'status'>): void {
    this.written.push(`${entry.type}:${entry.status}`);
  }

  override countFault(kind: string): void {
    this.faults.push(kind);
  }

  override startWrite(): () => void {
    this.writes += 1;
    return () => undefined;
  }
}

/** The audit log over a database of its own. */
export async function createAuditFixture() {
  const db: TestDatabase = await createTestDatabase();
  const keys = AuditKeys.parse(TEST_SECRET);
  const metrics = new FakeAuditMetrics();
  const log = new PostgresAuditLog(db.database);
  const trail = new PostgresAuditTrail(log, keys, db.unitOfWork, db.database, metrics);
  const verify = new VerifyAuditLog(log, keys, trail, metrics);
  return {
    db,
    keys,
    metrics,
    log,
    trail,
    verify,
    close: () => db.close(),
    /** What only the owner of the schema can do, and only with the triggers off. */
    async tamper(sql: string, parameters: unknown[] = []): Promise<void> {
      const client = await db.owner.connect();
      try {
        await client.query('BEGIN');
        await client.query('ALTER TABLE audit_logs DISABLE TRIGGER USER');
        await client.query(sql, parameters);
        await client.query('ALTER TABLE audit_logs ENABLE TRIGGER USER');
        await client.query('COMMIT');
      } finally {
        client.release();
      }
    },
  };
}
export type AuditFixture = Awaited<ReturnType<typeof createAuditFixture>>;
