import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { type TwoFactor, TwoFactorRepository } from '../domain/two-factor-repository.ts';

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly secret_ciphertext: string;
  readonly secret_key_id: string;
  readonly started_at: Date;
  readonly confirmed_at: Date | null;
}

const START = `
  INSERT INTO two_factor AS mine (user_id, id, secret_ciphertext, secret_key_id, started_at) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (user_id) DO UPDATE SET id = excluded.id, secret_ciphertext = excluded.secret_ciphertext,
    secret_key_id = excluded.secret_key_id, started_at = excluded.started_at
  WHERE mine.confirmed_at IS NULL
  RETURNING id`;

@Injectable()
export class PostgresTwoFactorRepository extends TwoFactorRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override async find(userId: string): Promise<TwoFactor | undefined> {
    const [row] = await this.database.query<Row>(
      `SELECT id, user_id, secret_ciphertext, secret_key_id, started_at, confirmed_at FROM two_factor WHERE user_id = $1`,
      [userId],
    );
    return row && toTwoFactor(row);
  }

  override start({ id, userId, secret, startedAt }: Omit<TwoFactor, 'confirmedAt'>): Promise<boolean> {
    return this.changes(START, [userId, id, secret.ciphertext, secret.keyId, startedAt]);
  }

  override confirm({ id, userId }: Pick<TwoFactor, 'id' | 'userId'>, step: number, at: Date): Promise<boolean> {
    return this.changes(
      `UPDATE two_factor SET confirmed_at = $3, last_used_step = $4
       WHERE user_id = $1 AND id = $2 AND confirmed_at IS NULL RETURNING id`,
      [userId, id, at, step],
    );
  }

  /** The condition is checked again on the newest row once the lock is there: two replicas cannot both see an older step. */
  override useStep(userId: string, step: number): Promise<boolean> {
    return this.changes(
      'UPDATE two_factor SET last_used_step = $2 WHERE user_id = $1 AND last_used_step < $2 RETURNING id',
      [userId, step],
    );
  }

  override useRecoveryCode(userId: string, hash: Buffer): Promise<boolean> {
    return this.changes('DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2 RETURNING user_id', [
      userId,
      hash,
    ]);
  }

  override async replaceRecoveryCodes(userId: string, hashes: readonly Buffer[], at: Date): Promise<void> {
    await this.database.query('DELETE FROM recovery_codes WHERE user_id = $1', [userId]);
    await this.database.query(
      'INSERT INTO recovery_codes (user_id, code_hash, created_at) SELECT $1, hash, $3 FROM unnest($2::bytea[]) AS hash',
      [userId, hashes, at],
    );
  }

  override async countRecoveryCodes(userId: string): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      'SELECT count(*)::integer AS count FROM recovery_codes WHERE user_id = $1',
      [userId],
    );
    return row?.count ?? 0;
  }

  override remove(userId: string): Promise<boolean> {
    return this.changes('DELETE FROM two_factor WHERE user_id = $1 RETURNING user_id', [userId]);
  }

  private async changes(sql: string, parameters: readonly unknown[]): Promise<boolean> {
    return (await this.database.query(sql, parameters)).length === 1;
  }
}

function toTwoFactor(row: Row): TwoFactor {
  return {
    id: row.id,
    userId: row.user_id,
    secret: { ciphertext: row.secret_ciphertext, keyId: row.secret_key_id },
    startedAt: row.started_at,
    confirmedAt: row.confirmed_at ?? undefined,
  };
}
