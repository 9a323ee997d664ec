import {
  GatehouseError,
  type IdempotencyRequest,
  IdempotencyStore,
  type StoredResponse,
  UnitOfWork,
} from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from './database.ts';

interface Row {
  readonly fingerprint: string;
  readonly response: StoredResponse | null;
}

const PURGE = `
  WITH purged AS (DELETE FROM idempotency_keys WHERE expires_at < now() RETURNING 1)
  SELECT count(*)::integer AS count FROM purged`;

@Injectable()
export class PostgresIdempotencyStore extends IdempotencyStore {
  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
  ) {
    super();
  }

  override async run(
    request: IdempotencyRequest,
    work: () => Promise<StoredResponse>,
  ): Promise<StoredResponse & { readonly replayed: boolean }> {
    return this.unitOfWork.run(async () => {
      if (!(await this.claim(request))) return { ...(await this.replay(request)), replayed: true };
      const response = await work();
      await this.database.query('UPDATE idempotency_keys SET response = $3 WHERE scope = $1 AND key = $2', [
        request.scope,
        request.key,
        JSON.stringify(response),
      ]);
      return { ...response, replayed: false };
    });
  }

  /** Deletes what has expired. @returns how many rows went */
  async purgeExpired(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(PURGE);
    return row?.count ?? 0;
  }

  private async claim({ scope, key, fingerprint }: IdempotencyRequest): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO idempotency_keys (scope, key, fingerprint, expires_at)
       VALUES ($1, $2, $3, now() + interval '24 hours')
       ON CONFLICT (scope, key) DO UPDATE
         SET fingerprint = excluded.fingerprint, expires_at = excluded.expires_at, response = NULL
         WHERE idempotency_keys.expires_at < now()
       RETURNING 1`,
      [scope, key, fingerprint],
    );
    return rows.length === 1;
  }

  private async replay({ scope, key, fingerprint }: IdempotencyRequest): Promise<StoredResponse> {
    const [row] = await this.database.query<Row>(
      'SELECT fingerprint, response FROM idempotency_keys WHERE scope = $1 AND key = $2',
      [scope, key],
    );
    if (!row?.response || row.fingerprint !== fingerprint) {
      throw new GatehouseError(
        'IDEMPOTENCY_KEY_REUSED',
        'This Idempotency-Key was already used for a different request. Use a new key for each new request.',
      );
    }
    return row.response;
  }
}
