import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { SigningKeyRepository } from '../domain/signing-key-repository.ts';
import { type KeyStatus, PUBLISHED_STATUSES, type SigningKey } from '../domain/signing-key.ts';
import type { SigningAlgorithm } from '../domain/signing-algorithm.ts';
import { SigningKeyEntity } from './signing-key.entity.ts';

/** The unique index lets one `current` in; a writer whose fence is not the newest wrote after its lock had run out. */
const INSERT_CURRENT = `
  INSERT INTO jwt_keys (id, version, algorithm, public_key, private_key, private_key_sealed_by, status, is_active,
                        created_at, activates_at, retires_at, expires_at, rotation_count, fence)
  SELECT $1::uuid, $2::uuid, $3, $4, $5, $6, 'current', true, $7::timestamptz, $8::timestamptz, $9::timestamptz,
         $10::timestamptz, $11::integer, $12::bigint
  WHERE NOT EXISTS (SELECT 1 FROM jwt_keys WHERE fence >= $12::bigint)
  ON CONFLICT (status) WHERE status = 'current' DO NOTHING
  RETURNING id`;

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

  override async insertCurrent(key: SigningKey): Promise<boolean> {
    const inserted = await this.database.query<{ id: string }>(INSERT_CURRENT, [
      key.id,
      key.kid,
      key.algorithm,
      key.publicKey,
      key.privateKey?.ciphertext ?? null,
      key.privateKey?.keyId ?? null,
      key.createdAt,
      key.activatesAt,
      key.retiresAt ?? null,
      key.expiresAt ?? null,
      key.rotationCount,
      key.fence,
    ]);
    return inserted.length === 1;
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
