import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { ClientSecretUpkeep, type ExpiringSecret } from '../domain/client-secret-upkeep.ts';
import { type ClientSecret, expiryAfter } from '../domain/service-account.ts';

/** Locked in the order in which an administrator's change locks them, newest first, so that the two cannot block each other. */
const CLAIM_EXPIRING = `
  WITH due AS (
    SELECT s.id, a.name FROM service_account_secrets s JOIN service_accounts a ON a.id = s.account_id
    WHERE s.revoked_at IS NULL AND a.disabled_at IS NULL AND s.expires_at > $2 AND s.expires_at <= $3
      AND (s.warned_days IS NULL OR s.warned_days > $1::smallint)
    ORDER BY s.id DESC FOR UPDATE OF s)
  UPDATE service_account_secrets s SET warned_days = $1::smallint FROM due WHERE s.id = due.id
  RETURNING s.id, s.account_id AS "accountId", s.label, s.expires_at AS "expiresAt", s.last_used_at AS "lastUsedAt",
            due.name AS "accountName"`;

const DELETE_ENDED = `
  DELETE FROM service_account_secrets WHERE LEAST(expires_at, revoked_at) < $1
  RETURNING id, account_id AS "accountId", label`;

@Injectable()
export class PostgresClientSecretUpkeep extends ClientSecretUpkeep {
  constructor(private readonly database: Database) {
    super();
  }

  override async claimExpiring(days: number, now: Date): Promise<readonly ExpiringSecret[]> {
    type Row = Omit<ExpiringSecret, 'lastUsedAt'> & { readonly lastUsedAt: Date | null };
    const rows = await this.database.query<Row>(CLAIM_EXPIRING, [days, now, expiryAfter(days, now)]);
    return rows.map((row) => ({ ...row, lastUsedAt: row.lastUsedAt ?? undefined }));
  }

  override deleteEnded(before: Date): Promise<readonly Pick<ClientSecret, 'id' | 'accountId' | 'label'>[]> {
    return this.database.query(DELETE_ENDED, [before]);
  }
}
