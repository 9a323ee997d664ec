import { leafHashOf } from '@gatehouse/audit-bundle';
import { AlertSink, UnitOfWork } from '@gatehouse/contracts';
import { type Frontier, frontierSpans, growTree, leafHash } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { AuditTree, type NewLeaf, type PendingRow } from '../../domain/audit-tree.ts';

/** A statement of this many rows is far within its time limit, and large enough for 5,000 events a second. */
const BATCH = 2500;

export interface SequencedBatch {
  readonly sequenced: number;
  /** Whether more rows may wait. */
  readonly more: boolean;
}

/** Gives committed rows their leaves: rows, leaves, nodes and the queue change in one transaction. */
@Injectable()
export class SequenceAuditRecords {
  /** Of the tree as this process left it; another process may have gone on since. */
  private remembered: { readonly size: number; readonly frontier: Frontier } | undefined;

  constructor(
    private readonly tree: AuditTree,
    private readonly unitOfWork: UnitOfWork,
    private readonly alerts: AlertSink,
  ) {}

  /** @returns `undefined` when another worker has the turn @param fence of the lock; `undefined` without one */
  async execute(fence: number | undefined): Promise<SequencedBatch | undefined> {
    const outcome = await this.unitOfWork.run(async () => {
      const turn = await this.tree.claim(fence);
      if (!turn) return undefined;
      const queue = await this.tree.pending(BATCH);
      if (queue.length === 0) return { sequenced: 0, more: false };
      // no row has two leaves; one that was queued again by hand must not hold up all that come after it
      const rows = queue.filter(({ id, hasLeaf }, index) => !hasLeaf && id !== queue[index - 1]?.id);
      const leaves = rows.map(toLeaf);
      const hashes = leaves.map(({ hash }) => hash);
      const { nodes, frontier } = growTree(turn.size, await this.frontierOf(turn.size), hashes);
      await this.tree.grow({ fence: turn.fence, size: turn.size, leaves, nodes, taken: queue.map(({ id }) => id) });
      this.unitOfWork.afterCommit(() => {
        this.remembered = { size: turn.size + leaves.length, frontier };
      });
      await this.alertTo(rows.filter(({ content }) => !content).map(({ id }) => id));
      return { sequenced: leaves.length, more: queue.length === BATCH };
    });
    return outcome;
  }

  /** With their leaves, which name them as missing for ever: nothing else would ever look for them again. */
  private async alertTo(missing: readonly string[]): Promise<void> {
    if (missing.length === 0) return;
    await this.alerts.raise({
      kind: 'audit_rows_deleted',
      severity: 'critical',
      dedupeKey: 'audit_rows_deleted',
      summary: 'Audit entries were deleted before they were added to the tree. Verify the audit log.',
      details: { ids: missing.slice(0, 100), count: missing.length },
    });
  }

  private async frontierOf(size: number): Promise<Frontier> {
    if (this.remembered?.size === size) return this.remembered.frontier;
    const spans = frontierSpans(size);
    const nodes = await this.tree.nodes(spans.filter(({ count }) => count > 0));
    return spans.map(({ level, first, count }) =>
      Array.from({ length: count }, (_, index) => nodes(level, first + index)),
    );
  }
}

function toLeaf({ id, timestamp, content }: PendingRow): NewLeaf {
  // a row that is gone already still gets its place: otherwise nothing would tell that it was there
  const hash = content ? leafHashOf(content) : leafHash(`gatehouse/audit/missing/v1\n${id}`);
  return { id, timestamp, hash };
}
