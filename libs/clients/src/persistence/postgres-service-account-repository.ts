import { COUNTED_ROWS, type CountedRows, type ServiceScope } from '@gatehouse/contracts';
import { Database, PreparedStatement } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { type PresentedSecret, ServiceAccountRepository } from '../domain/service-account-repository.ts';
import type { ClientSecret, ServiceAccount, ServiceAccountView } from '../domain/service-account.ts';

interface AccountRow {
  readonly id: string;
  readonly client_id: string;
  readonly name: string;
  readonly description: string;
  readonly scopes: ServiceScope[];
  readonly ip_allow_list: string[];
  readonly disabled_at: Date | null;
  readonly version: number;
  readonly created_at: Date;
  readonly created_by: string | null;
  readonly updated_at: Date;
  readonly updated_by: string | null;
}

interface SecretRow {
  readonly id: string;
  readonly account_id: string;
  readonly session_id: string;
  readonly secret_hash: Buffer;
  readonly label: string;
  readonly created_at: Date;
  readonly created_by: string | null;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

type PresentedRow = AccountRow & {
  readonly secret_id: string | null;
  readonly session_id: string;
  readonly secret_hash: Buffer;
  readonly label: string;
  readonly secret_created_at: Date;
  readonly secret_created_by: string | null;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
};

/** Asked with every token. */
const FIND_BY_CLIENT = new PreparedStatement(`
  SELECT a.id, a.client_id, a.name, a.description, a.scopes, a.ip_allow_list, a.disabled_at, a.version, a.created_at,
         a.created_by, a.updated_at, a.updated_by,
         s.id AS secret_id, s.session_id, s.secret_hash, s.label, s.created_at AS secret_created_at,
         s.created_by AS secret_created_by, s.expires_at, s.last_used_at, s.revoked_at
  FROM service_accounts a
  LEFT JOIN service_account_secrets s ON s.account_id = a.id AND s.secret_hash = $2
  WHERE a.client_id = $1`);

const LIST = `
  SELECT *, CASE WHEN $1::uuid IS NULL THEN (
    SELECT count(*)::int FROM (SELECT FROM service_accounts LIMIT ${COUNTED_ROWS + 1}) AS counted) END AS counted
  FROM service_accounts WHERE ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`;

const LIVE_SECRETS = `
  SELECT * FROM service_account_secrets WHERE account_id = ANY ($1::uuid[]) AND revoked_at IS NULL ORDER BY id DESC`;

const INSERT = `
  INSERT INTO service_accounts (id, client_id, name, description, scopes, ip_allow_list, disabled_at, version,
                                created_at, created_by, updated_at, updated_by)
  VALUES ($1, $2, $3, $4, $5, $6::cidr[], $7, $8, $9, $10, $11, $12)
  ON CONFLICT (lower(name)) DO NOTHING RETURNING id`;

const UPDATE = `
  UPDATE service_accounts SET name = $2, description = $3, scopes = $4, ip_allow_list = $5::cidr[], disabled_at = $6,
                              version = $7, updated_at = $8, updated_by = $9
  WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM service_accounts WHERE lower(name) = lower($3::text) AND id <> $1)
  RETURNING id`;

/** The account is locked by the caller, so the free place stays free; the unique index stands behind that. */
const INSERT_SECRET = `
  INSERT INTO service_account_secrets (id, account_id, slot, session_id, secret_hash, label, created_at, created_by, expires_at)
  SELECT $1::uuid, $2::uuid, free.slot, $3::uuid, $4::bytea, $5, $6::timestamptz, $7, $8::timestamptz
  FROM (VALUES (1), (2)) AS free (slot)
  WHERE NOT EXISTS (SELECT 1 FROM service_account_secrets s
                    WHERE s.account_id = $2 AND s.slot = free.slot AND s.revoked_at IS NULL)
  ORDER BY free.slot LIMIT 1
  ON CONFLICT DO NOTHING RETURNING id`;

@Injectable()
export class PostgresServiceAccountRepository extends ServiceAccountRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override async findByClient(clientId: string, secretHash: Buffer): Promise<PresentedSecret | undefined> {
    const [row] = await this.database.query<PresentedRow>(FIND_BY_CLIENT, [clientId, secretHash]);
    return row && { account: toAccount(row), secret: presentedSecret(row) };
  }

  override async findById(id: string): Promise<ServiceAccountView | undefined> {
    const rows = await this.database.query<AccountRow>('SELECT * FROM service_accounts WHERE id = $1', [id]);
    return (await this.withSecrets(rows))[0];
  }

  override async findByName(name: string): Promise<ServiceAccountView | undefined> {
    const rows = await this.database.query<AccountRow>(
      'SELECT * FROM service_accounts WHERE lower(name) = lower($1::text)',
      [name],
    );
    return (await this.withSecrets(rows))[0];
  }

  override async list(limit: number, before?: string): Promise<CountedRows<ServiceAccountView>> {
    const found = await this.database.query<AccountRow & { counted: number | null }>(LIST, [before ?? null, limit]);
    const rows = await this.withSecrets(found);
    return before === undefined ? { rows, count: found[0]?.counted ?? 0 } : { rows };
  }

  override async lockById(id: string): Promise<ServiceAccountView | undefined> {
    const rows = await this.database.query<AccountRow>('SELECT * FROM service_accounts WHERE id = $1 FOR UPDATE', [id]);
    return (await this.withSecrets(rows))[0];
  }

  override async insert(account: ServiceAccount): Promise<boolean> {
    const inserted = await this.database.query(INSERT, [
      account.id,
      account.clientId,
      account.name,
      account.description,
      account.scopes,
      account.ipAllowList,
      account.disabledAt ?? null,
      account.version,
      account.createdAt,
      account.createdBy ?? null,
      account.updatedAt,
      account.updatedBy ?? null,
    ]);
    return inserted.length === 1;
  }

  override async update(account: ServiceAccount): Promise<boolean> {
    try {
      const updated = await this.database.query(UPDATE, [
        account.id,
        account.name,
        account.description,
        account.scopes,
        account.ipAllowList,
        account.disabledAt ?? null,
        account.version,
        account.updatedAt,
        account.updatedBy ?? null,
      ]);
      return updated.length === 1;
    } catch (error) {
      // of two that take the same name at once, the index lets one through
      if (error instanceof QueryFailedError && (error.driverError as { code?: string }).code === '23505') return false;
      throw error;
    }
  }

  override async delete(id: string): Promise<void> {
    await this.database.query('DELETE FROM service_accounts WHERE id = $1', [id]);
  }

  override async insertSecret(secret: ClientSecret): Promise<boolean> {
    const inserted = await this.database.query(INSERT_SECRET, [
      secret.id,
      secret.accountId,
      secret.sessionId,
      secret.hash,
      secret.label,
      secret.createdAt,
      secret.createdBy ?? null,
      secret.expiresAt,
    ]);
    return inserted.length === 1;
  }

  override async revokeSecret(id: string, at: Date): Promise<void> {
    await this.database.query(
      'UPDATE service_account_secrets SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL',
      [id, at],
    );
  }

  override async renewSession(secretId: string, sessionId: string): Promise<void> {
    await this.database.query('UPDATE service_account_secrets SET session_id = $2 WHERE id = $1', [
      secretId,
      sessionId,
    ]);
  }

  override async markUsed(secretId: string, at: Date, lastUsedAt: Date | undefined): Promise<boolean> {
    const marked = await this.database.query(
      `UPDATE service_account_secrets SET last_used_at = $2
       WHERE id = $1 AND last_used_at IS NOT DISTINCT FROM $3 RETURNING 1`,
      [secretId, at, lastUsedAt],
    );
    return marked.length > 0;
  }

  private async withSecrets(rows: readonly AccountRow[]): Promise<readonly ServiceAccountView[]> {
    if (rows.length === 0) return [];
    const secrets = await this.database.query<SecretRow>(LIVE_SECRETS, [rows.map(({ id }) => id)]);
    return rows.map((row) => ({
      account: toAccount(row),
      secrets: secrets.filter((secret) => secret.account_id === row.id).map(toSecret),
    }));
  }
}

function toAccount(row: AccountRow): ServiceAccount {
  return {
    id: row.id,
    clientId: row.client_id,
    name: row.name,
    description: row.description,
    scopes: row.scopes,
    ipAllowList: row.ip_allow_list,
    disabledAt: row.disabled_at ?? undefined,
    version: row.version,
    createdAt: row.created_at,
    createdBy: row.created_by ?? undefined,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by ?? undefined,
  };
}

function toSecret(row: SecretRow): ClientSecret {
  return {
    id: row.id,
    accountId: row.account_id,
    sessionId: row.session_id,
    hash: row.secret_hash,
    label: row.label,
    createdAt: row.created_at,
    createdBy: row.created_by ?? undefined,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}

function presentedSecret(row: PresentedRow): ClientSecret | undefined {
  if (row.secret_id === null) return undefined;
  return toSecret({
    ...row,
    id: row.secret_id,
    account_id: row.id,
    created_at: row.secret_created_at,
    created_by: row.secret_created_by,
  });
}
