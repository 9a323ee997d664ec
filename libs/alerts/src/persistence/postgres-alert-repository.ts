import { type AlertSeverity, type JsonObject, Outbox } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { AlertRepository } from '../domain/alert-repository.ts';
import type { StoredAlert } from '../domain/stored-alert.ts';

interface AlertRow {
  readonly id: string;
  readonly kind: string;
  readonly severity: AlertSeverity;
  readonly dedupe_key: string;
  readonly summary: string;
  readonly details: JsonObject | null;
  readonly raised_at: Date;
}

@Injectable()
export class PostgresAlertRepository extends AlertRepository {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  async add({ id, kind, severity, dedupeKey, summary, details, raisedAt }: StoredAlert): Promise<void> {
    const added = await this.database.query(
      `INSERT INTO alerts (id, kind, severity, dedupe_key, summary, details, raised_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING RETURNING 1`,
      [id, kind, severity, dedupeKey, summary, details && JSON.stringify(details), raisedAt],
    );
    if (added.length > 0) await this.outbox.enqueue('deliver-alert', { alertId: id });
  }

  async takeForDelivery(id: string, at: Date): Promise<StoredAlert | undefined> {
    const [row] = await this.database.query<AlertRow>(
      `UPDATE alerts SET delivered_at = $2 WHERE id = $1 AND delivered_at IS NULL
       RETURNING id, kind, severity, dedupe_key, summary, details, raised_at`,
      [id, at],
    );
    return row && alertOf(row);
  }
}

function alertOf({ dedupe_key, raised_at, details, ...same }: AlertRow): StoredAlert {
  return { ...same, dedupeKey: dedupe_key, raisedAt: raised_at, ...(details && { details }) };
}
