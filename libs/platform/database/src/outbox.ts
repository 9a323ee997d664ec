import { randomUUID } from 'node:crypto';
import {
  currentRequestContext,
  type JobMap,
  type JobName,
  Outbox,
  OutboxLedger,
  UnitOfWork,
} from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from './database.ts';
import { WritePart } from './folded-writes.ts';
import { OutboxRelay } from './outbox-relay.ts';

const ENQUEUE = new WritePart('INSERT INTO outbox (id, name, payload, request_id) SELECT $1, $2, $3, $4 FROM won');

/**
 * Work for later, kept in Postgres from the transaction that asked for it until a worker has done it.
 * The queue may vanish at any moment; whatever it held is handed over again from here.
 */
@Injectable()
export class PostgresOutbox extends Outbox {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly relay: OutboxRelay,
  ) {
    super();
  }

  async enqueue<N extends JobName>(name: N, payload: JobMap[N]): Promise<void> {
    await this.database.write(ENQUEUE, [
      randomUUID(),
      name,
      JSON.stringify(payload),
      currentRequestContext()?.requestId ?? randomUUID(),
    ]);
    this.unitOfWork.afterCommit(() => this.relay.nudge());
  }
}

@Injectable()
export class PostgresOutboxLedger extends OutboxLedger {
  constructor(private readonly database: Database) {
    super();
  }

  async settle(jobId: string): Promise<void> {
    await this.database.query('DELETE FROM outbox WHERE id = $1', [jobId]);
  }

  async bury(jobId: string, code: string): Promise<boolean> {
    const buried = await this.database.query(
      'UPDATE outbox SET failed_at = now(), last_error = $2 WHERE id = $1 AND failed_at IS NULL RETURNING 1',
      [jobId, code],
    );
    return buried.length > 0;
  }
}
