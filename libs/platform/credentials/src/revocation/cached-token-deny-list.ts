import { Clock, EventBus, type RevokedToken, TokenDenyList, type VerifiedToken } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { PostgresTokenRevoker, type Revocation } from './postgres-token-revoker.ts';

/** Every revoked token that could still be alive, in memory. */
@Injectable()
export class CachedTokenDenyList extends TokenDenyList {
  private readonly until = new Map<string, number>();

  constructor(
    private readonly revoker: PostgresTokenRevoker,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {
    super();
  }

  override denies({ tokenId, sessionId }: Pick<VerifiedToken, 'tokenId' | 'sessionId'>): boolean {
    return this.until.has(`jti:${tokenId}`) || (sessionId !== undefined && this.until.has(`sid:${sessionId}`));
  }

  /** Hears of every revocation from now on, whichever replica makes it. */
  listen(): void {
    const hear = ({ tokens, until }: Revocation) => {
      for (const token of tokens) this.remember(token, until);
    };
    this.revoker.tell(hear);
    this.events.subscribe('tokens-revoked', hear);
  }

  /**
   * Reads what the announcements may have missed. It is added and never takes the place of what is known: a revocation that
   * arrives while this reads is not among the rows.
   */
  async reread(): Promise<void> {
    for (const { kind, id, until } of await this.revoker.current()) this.remember({ kind, id }, until);
    const now = this.clock.now().getTime();
    for (const [token, until] of this.until) if (until <= now) this.until.delete(token);
  }

  get size(): number {
    return this.until.size;
  }

  private remember({ kind, id }: RevokedToken, until: number): void {
    const key = `${kind}:${id}`;
    this.until.set(key, Math.max(until, this.until.get(key) ?? 0));
  }
}
