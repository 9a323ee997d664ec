import { Clock, EventBus, type RevokedToken, TokenRevoker, UnitOfWork } from '@gatehouse/contracts';
import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { LONGEST_ACCESS_TOKEN_MS } from '../longest-access-token.ts';

const SWEPT_AT_ONCE = 200;

/** When tokens are revoked, for whom is it true until when. */
export interface Revocation {
  readonly tokens: readonly RevokedToken[];
  readonly until: number;
}

/** Keeps what was revoked in Postgres for as long as the tokens could live, and tells all replicas once that is committed. */
@Injectable()
export class PostgresTokenRevoker extends TokenRevoker {
  private listener: (revocation: Revocation) => void = () => undefined;

  constructor(
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Tells the deny list of this process, which must not depend on Redis to hear of it. */
  tell(listener: (revocation: Revocation) => void): void {
    this.listener = listener;
  }

  override async revoke(tokens: readonly RevokedToken[]): Promise<void> {
    if (tokens.length === 0) return;
    const now = this.clock.now();
    const until = now.getTime() + LONGEST_ACCESS_TOKEN_MS;
    await this.unitOfWork.run(async () => {
      await this.sweep(now);
      await this.database.query(
        `INSERT INTO revoked_tokens (kind, id, expires_at)
         SELECT kind, id, $3::timestamptz FROM unnest($1::text[], $2::text[]) AS revoked (kind, id) ORDER BY kind, id
         ON CONFLICT (kind, id) DO UPDATE SET expires_at = greatest(revoked_tokens.expires_at, excluded.expires_at)`,
        [tokens.map(({ kind }) => kind), tokens.map(({ id }) => id), new Date(until)],
      );
      this.unitOfWork.afterCommit(() => {
        this.listener({ tokens, until });
        return this.events.publish('tokens-revoked', { tokens, until });
      });
    });
  }

  async current(): Promise<readonly (RevokedToken & { readonly until: number })[]> {
    const rows = await this.database.query<{ kind: RevokedToken['kind']; id: string; expires_at: Date }>(
      'SELECT kind, id, expires_at FROM revoked_tokens WHERE expires_at > $1',
      [this.clock.now()],
    );
    return rows.map(({ kind, id, expires_at: expiresAt }) => ({ kind, id, until: expiresAt.getTime() }));
  }

  /** Two sweeps at once skip each other's rows, so that neither waits. */
  private async sweep(now: Date): Promise<void> {
    await this.database.query(
      `DELETE FROM revoked_tokens WHERE (kind, id) IN
         (SELECT kind, id FROM revoked_tokens WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [now, SWEPT_AT_ONCE],
    );
  }
}
