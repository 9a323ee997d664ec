import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { stillChanging } from '../domain/key-fence.ts';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import { type KeyStatus, PUBLISHED_STATUSES, type SigningKey } from '../domain/signing-key.ts';
import type { SigningAlgorithm } from '../domain/signing-algorithm.ts';
import { SigningKeyEntity } from './signing-key.entity.ts';

/** Changes of keys stand in line here, in whatever process: any number that no other advisory lock uses. */
const CHANGE_LOCK = 1_763_800_007;
/** A process that is paused within its transaction must not hold the line up for longer. */
const LONGEST_PAUSE_MS = '5000';

/** SQLSTATE of a lock that was waited for long enough. */
const LOCK_NOT_AVAILABLE = '55P03';

/** What a key is never changes, only where it stands. The unique indexes let one `current` and one `next` in. */
const SAVE = `
  INSERT INTO jwt_keys (id, version, algorithm, public_key, private_key, private_key_sealed_by, status, is_active,
                        created_at, activates_at, retires_at, expires_at, rotation_count, fence)
  VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $7 = 'current', $8::timestamptz, $9::timestamptz, $10::timestamptz,
          $11::timestamptz, $12::integer, $13::bigint)
  ON CONFLICT (id) DO UPDATE SET
    private_key = excluded.private_key, private_key_sealed_by = excluded.private_key_sealed_by,
    status = excluded.status, is_active = excluded.is_active, activates_at = excluded.activates_at,
    retires_at = excluded.retires_at, expires_at = excluded.expires_at, fence = excluded.fence
  WHERE jwt_keys.fence <= excluded.fence`;

@Injectable()
export class TypeormSigningKeyRepository extends SigningKeyRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override async findCurrent(): Promise<SigningKey | undefined> {
    const row = await this.rows().findOneBy({ status: 'current' });
    return row ? toSigningKey(row) : undefined;
  }

  override async findPublished(): Promise<readonly SigningKey[]> {
    const rows = await this.rows().findBy({ status: In(PUBLISHED_STATUSES) });
    return rows.map(toSigningKey);
  }

  override async list(): Promise<readonly SigningKey[]> {
    const rows = await this.rows().find({ order: { createdAt: 'DESC', id: 'DESC' } });
    return rows.map(toSigningKey);
  }

  override async highestFence(): Promise<number> {
    const [row] = await this.database.query<{ highest: string }>(
      'SELECT coalesce(max(fence), 0) AS highest FROM jwt_keys',
    );
    return Number(row?.highest ?? 0);
  }

  override async claim(): Promise<number> {
    try {
      await this.database.query(
        `SELECT set_config('idle_in_transaction_session_timeout', $1, true), pg_advisory_xact_lock($2)`,
        [LONGEST_PAUSE_MS, CHANGE_LOCK],
      );
    } catch (error) {
      // after DATABASE_LOCK_TIMEOUT_MS
      if ((error as { code?: unknown }).code === LOCK_NOT_AVAILABLE) throw stillChanging();
      throw error;
    }
    // a statement of its own: it must see what was committed while the first one waited
    return this.highestFence();
  }

  override async save(key: SigningKey): Promise<void> {
    await this.database.query(SAVE, [
      key.id,
      key.kid,
      key.algorithm,
      key.publicKey,
      key.privateKey?.ciphertext ?? null,
      key.privateKey?.keyId ?? null,
      key.status,
      key.createdAt,
      key.activatesAt,
      key.retiresAt ?? null,
      key.expiresAt ?? null,
      key.rotationCount,
      key.fence,
    ]);
  }

  override async delete(key: SigningKey): Promise<void> {
    await this.database.query('DELETE FROM jwt_keys WHERE id = $1::uuid', [key.id]);
  }

  private rows() {
    return this.database.manager().getRepository(SigningKeyEntity);
  }
}

function toSigningKey(row: SigningKeyEntity): SigningKey {
  return {
    id: row.id,
    kid: row.version,
    // both are held to their lists by check constraints
    algorithm: row.algorithm as SigningAlgorithm,
    status: row.status as KeyStatus,
    publicKey: row.publicKey,
    privateKey:
      row.privateKey !== null && row.privateKeySealedBy !== null
        ? { ciphertext: row.privateKey, keyId: row.privateKeySealedBy }
        : undefined,
    createdAt: row.createdAt,
    activatesAt: row.activatesAt,
    retiresAt: row.retiresAt ?? undefined,
    expiresAt: row.expiresAt ?? undefined,
    rotationCount: row.rotationCount,
    fence: Number(row.fence),
  };
}
