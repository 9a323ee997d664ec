import { type AlertSeverity, type JsonObject, Outbox } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { AlertRepository, type Claim } from '../domain/alert-repository.ts';
import type { StoredAlert } from '../domain/stored-alert.ts';

/** Shorter than all tries of a job take together (26 seconds): what a dead worker had claimed is sent by one of them. */
const LEASE_SECONDS = 15;

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

  async claim(id: string): Promise<Claim | 'delivered' | 'claimed'> {
    const [row] = await this.database.query<AlertRow & { readonly claimed_until: Date }>(
      `UPDATE alerts SET claimed_until = date_trunc('milliseconds', now()) + make_interval(secs => $2)
       WHERE id = $1 AND delivered_at IS NULL AND (claimed_until IS NULL OR claimed_until < now())
       RETURNING id, kind, severity, dedupe_key, summary, details, raised_at, claimed_until`,
      [id, LEASE_SECONDS],
    );
    if (row) {
      const { claimed_until: until, ...alert } = row;
      return { alert: alertOf(alert), until };
    }
    const claimed = await this.database.query('SELECT 1 FROM alerts WHERE id = $1 AND delivered_at IS NULL', [id]);
    return claimed.length > 0 ? 'claimed' : 'delivered';
  }

  async release({ alert, until }: Claim): Promise<void> {
    await this.database.query('UPDATE alerts SET claimed_until = NULL WHERE id = $1 AND claimed_until = $2', [
      alert.id,
      until,
    ]);
  }

  async finish({ alert }: Claim, at: Date): Promise<boolean> {
    const finished = await this.database.query(
      'UPDATE alerts SET delivered_at = $2, claimed_until = NULL WHERE id = $1 AND delivered_at IS NULL RETURNING 1',
      [alert.id, at],
    );
    return finished.length > 0;
  }

  async deleteDelivered(before: Date, most: number): Promise<number> {
    const [row] = await this.database.query<{ count: number }>('SELECT delete_delivered_alerts($1, $2) AS count', [
      before,
      most,
    ]);
    return row?.count ?? 0;
  }
}

function alertOf({ dedupe_key, raised_at, details, ...same }: AlertRow): StoredAlert {
  return { ...same, dedupeKey: dedupe_key, raisedAt: raised_at, ...(details && { details }) };
}
