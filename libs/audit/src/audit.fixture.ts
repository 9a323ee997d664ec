import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEntry } from '@gatehouse/contracts';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FakeAlertSink, FakeDistributedLock, FixedClock } from '@gatehouse/testing';
import { FileCheckpointSink } from './adapters/file-checkpoint-sink.ts';
import { PostgresAuditTrail } from './adapters/postgres-audit-trail.ts';
import { AuditKeys } from './domain/audit-keys.ts';
import { AuditMetrics } from './domain/audit-metrics.ts';
import { CheckpointInterval } from './domain/checkpoint-interval.ts';
import { type CheckpointSink, NoCheckpointSink } from './domain/checkpoint-sink.ts';
import { CheckpointKeys } from './domain/checkpoint-keys.ts';
import { AuditedRestoreAcknowledgements } from './persistence/audited-restore-acknowledgements.ts';
import { PostgresAuditEvidence } from './persistence/postgres-audit-evidence.ts';
import { PostgresAuditLog } from './persistence/postgres-audit-log.ts';
import { PostgresAuditBundleSource } from './persistence/postgres-audit-bundle-source.ts';
import { PostgresAuditMonths } from './persistence/postgres-audit-months.ts';
import { PostgresAuditTree } from './persistence/postgres-audit-tree.ts';
import { PostgresWordIndex } from './persistence/postgres-word-index.ts';
import { AcknowledgeRestore } from './use-cases/restore/acknowledge-restore.ts';
import { CheckDroppedMonths } from './use-cases/verification/check-dropped-months.ts';
import { CompareWithSink } from './use-cases/restore/compare-with-sink.ts';
import { DropExpiredMonths } from './use-cases/retention/drop-expired-months.ts';
import { DropMonth } from './use-cases/retention/drop-month.ts';
import { ExportAuditBundle } from './use-cases/export/export-audit-bundle.ts';
import { IndexWords } from './use-cases/search/index-words.ts';
import { ManageLegalHolds } from './use-cases/retention/manage-legal-holds.ts';
import { ProveInclusion } from './use-cases/verification/prove-inclusion.ts';
import { InspectAuditLog } from './use-cases/verification/inspect-audit-log.ts';
import { ReadOutsideCheckpoint } from './use-cases/verification/read-outside-checkpoint.ts';
import { MakeCheckpoint } from './use-cases/sequencer/make-checkpoint.ts';
import { ReportSequencer } from './use-cases/sequencer/report-sequencer.ts';
import { RunSequencer } from './use-cases/sequencer/run-sequencer.ts';
import { SequenceAuditRecords } from './use-cases/sequencer/sequence-audit-records.ts';
import { SignCheckpoint } from './use-cases/sequencer/sign-checkpoint.ts';
import { VerifyAuditLog } from './use-cases/verification/verify-audit-log.ts';
import { VerifyRows } from './use-cases/verification/verify-rows.ts';
import { VerifyTree } from './use-cases/verification/verify-tree.ts';
import { WatchRestoredDatabase } from './use-cases/restore/watch-restored-database.ts';

export const TEST_SECRET = 'k8Jd0cUq3vXw7LrYtN5bGzHfPaSe2MiO';
/** Signs no longer, and still verifies. */
export const OLDER_TEST_SECRET = 'Vn4RbT7sKq1ZxYc0WmLd9HgJf2PaEuQe';
export const TEST_CHECKPOINT_SECRET = 'Yt5bQeXr8mZa1KcVu7LpSd3WfGh6JnRo';
const TRIGGERS_OFF = `
  ALTER TABLE audit_logs DISABLE TRIGGER USER; ALTER TABLE audit_leaves DISABLE TRIGGER USER;
  ALTER TABLE audit_tree_nodes DISABLE TRIGGER USER; ALTER TABLE audit_checkpoints DISABLE TRIGGER USER`;
const TRIGGERS_ON = TRIGGERS_OFF.replaceAll('DISABLE', 'ENABLE');

/** Remembers what would be counted. */
export class FakeAuditMetrics extends AuditMetrics {
  readonly written: string[] = [];
  readonly faults: string[] = [];
  readonly tree: { unsequenced: number; checkpointAge: number | undefined }[] = [];
  writes = 0;

  override countWritten(entry: Pick<AuditEntry, 'type' | 'status'>): void {
    this.written.push(`${entry.type}:${entry.status}`);
  }

  override countFault(kind: string): void {
    this.faults.push(kind);
  }

  override observeTree(unsequenced: number, checkpointAge: number | undefined): void {
    this.tree.push({ unsequenced, checkpointAge });
  }

  override startWrite(): () => void {
    this.writes += 1;
    return () => undefined;
  }
}

/** The audit log over a database of its own. With `sink`, checkpoints also go to a folder. */
export async function createAuditFixture(options: { readonly sink?: boolean } = {}) {
  const db: TestDatabase = await createTestDatabase();
  const folder = options.sink ? mkdtempSync(join(tmpdir(), 'gatehouse-checkpoints-')) : undefined;
  const sink: CheckpointSink = folder === undefined ? new NoCheckpointSink() : new FileCheckpointSink(folder);
  const keys = AuditKeys.parse(`${TEST_SECRET}\n${OLDER_TEST_SECRET}`);
  const checkpointKeys = CheckpointKeys.parse('log.example/audit', TEST_CHECKPOINT_SECRET);
  const [metrics, alerts, lock, clock] = [
    new FakeAuditMetrics(),
    new FakeAlertSink(db.unitOfWork),
    new FakeDistributedLock(),
    new FixedClock(),
  ];
  const log = new PostgresAuditLog(db.database);
  const tree = new PostgresAuditTree(db.database);
  const evidence = new PostgresAuditEvidence(db.database);
  const months = new PostgresAuditMonths(db.database);
  const bundleSource = new PostgresAuditBundleSource(db.database);
  const acknowledgements = new AuditedRestoreAcknowledgements(db.database, keys);
  const trail = new PostgresAuditTrail(log, keys, db.unitOfWork, metrics);
  const compareWithSink = new CompareWithSink(tree, checkpointKeys, sink, acknowledgements);
  const inspect = new InspectAuditLog(
    evidence,
    new VerifyRows(log, evidence, keys, new CheckDroppedMonths(months, keys)),
    new VerifyTree(evidence, tree, checkpointKeys),
    new ReadOutsideCheckpoint(sink, checkpointKeys, tree, acknowledgements),
  );
  const verify = new VerifyAuditLog(inspect, trail, metrics);
  const dropMonth = new DropMonth(months, db.unitOfWork, trail);
  /** A worker of its own: another one remembers nothing of the tree. */
  const createSequencer = () =>
    new RunSequencer(
      lock,
      tree,
      new SequenceAuditRecords(tree, db.unitOfWork, alerts),
      new MakeCheckpoint(
        tree,
        new CheckpointInterval(clock, 5),
        compareWithSink,
        new SignCheckpoint(tree, checkpointKeys, db.unitOfWork, clock),
        sink,
      ),
      new ReportSequencer(metrics, alerts, trail, clock),
    );
  const sequencer = createSequencer();
  return {
    db,
    keys,
    checkpointKeys,
    metrics,
    alerts,
    lock,
    clock,
    log,
    tree,
    evidence,
    sink,
    folder,
    trail,
    compareWithSink,
    verify,
    watch: new WatchRestoredDatabase(compareWithSink, tree, alerts),
    acknowledge: new AcknowledgeRestore(compareWithSink, tree, trail),
    prove: new ProveInclusion(tree),
    months,
    indexWords: new IndexWords(new PostgresWordIndex(db.database), clock),
    bundle: new ExportAuditBundle(bundleSource, evidence, tree, checkpointKeys, trail),
    retention: new DropExpiredMonths(months, dropMonth, alerts, clock, { retentionDays: 2557 }),
    holds: new ManageLegalHolds(months, db.unitOfWork, trail),
    sequencer,
    createSequencer,
    /** Leaves and a checkpoint for all that is committed. */
    async checkpoint(): Promise<void> {
      clock.advance({ seconds: 6 });
      await sequencer.execute();
    },
    close: async () => {
      await db.close();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
    /** What only the owner of the schema can do, and only with the triggers off. */
    async tamper(sql: string, parameters: unknown[] = []): Promise<void> {
      const client = await db.owner.connect();
      try {
        await client.query('BEGIN');
        await client.query(TRIGGERS_OFF);
        await client.query(sql, parameters);
        await client.query(TRIGGERS_ON);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
  };
}
export type AuditFixture = Awaited<ReturnType<typeof createAuditFixture>>;
