import { AlertSink, ReadOnlyMode } from '@gatehouse/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { AuditTree } from '../../domain/audit-tree.ts';
import { describeStanding, isOlderDatabase } from '../../domain/standing.ts';
import { CompareWithSink } from './compare-with-sink.ts';

/**
 * Keeps changes off a database that is older than what is known outside of it: what was lost would be written over,
 * and nobody could tell any more. Every process looks when it starts and now and then.
 */
@Injectable()
export class WatchRestoredDatabase extends ReadOnlyMode {
  private readonly logger = new Logger('AuditLog');
  private doubt: string | undefined;

  constructor(
    private readonly compareWithSink: CompareWithSink,
    private readonly tree: AuditTree,
    private readonly alerts: AlertSink,
  ) {
    super();
  }

  override reason(): string | undefined {
    return this.doubt;
  }

  /** Looks anew. A look that fails leaves everything as it was. */
  async execute(): Promise<void> {
    const standing = await this.compareWithSink.execute();
    const before = this.doubt;
    this.doubt = isOlderDatabase(standing) ? describeStanding(standing, (await this.tree.state()).size) : undefined;
    if (this.doubt !== undefined && before === undefined) this.tell(this.doubt);
    if (this.doubt === undefined && before !== undefined) this.logger.log('Changes are accepted again');
  }

  private tell(doubt: string): void {
    this.alerts.raiseAlone({
      kind: 'audit_database_older',
      severity: 'critical',
      dedupeKey: 'audit_database_older',
      summary: `${doubt} No changes are accepted until an operator restores the newer database or acknowledges this one.`,
    });
  }
}
