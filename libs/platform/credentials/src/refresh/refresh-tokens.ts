import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Clock, currentRequestContext, TokenRevoker, UnitOfWork } from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type CredentialsConfig, credentialsConfig } from '../credentials.config.ts';
import { LONGEST_ACCESS_TOKEN_MS } from '../longest-access-token.ts';
import {
  formatRefreshToken,
  hashRefreshSecret,
  newRefreshSecret,
  parseRefreshToken,
  type RefreshTokenParts,
  successorSecret,
} from './refresh-token-format.ts';
import type { OpenFamily, RefreshFamily, RefreshSubject, RequestOrigin, SubjectKind } from './refresh-subject.ts';
import {
  type NewRefreshToken,
  RefreshTokenStore,
  type StoredRefreshToken,
  type StoredSuccessor,
} from './refresh-token-store.ts';
import type { SessionEndReason } from './session-end-reason.ts';

/** Tabs that wake up together, and answers that got lost, present a used token for a moment; a thief comes later. */
const GRACE_MS = 30_000;

export interface IssuedRefreshToken {
  /** `<refresh_id>.<secret>`; it is nowhere else. */
  readonly token: string;
  readonly refreshId: string;
  readonly expiresAt: Date;
}

export type Rotation =
  /** The token was good. `repeated`: it had just been used, and its one successor is handed out again. */
  | { readonly outcome: 'rotated' | 'repeated'; readonly family: RefreshFamily; readonly refresh: IssuedRefreshToken }
  /** The token was used before, long enough ago to be stolen: the caller has to end the family. */
  | { readonly outcome: 'reused'; readonly family: RefreshFamily }
  /** Unknown, expired, or of an ended session. */
  | { readonly outcome: 'refused' };

/** Sessions by refresh tokens that are used once each (RFC 9700 §4.14.2). Every method joins the caller's unit of work. */
@Injectable()
export class RefreshTokens {
  constructor(
    @Inject(credentialsConfig.token)
    private readonly config: Pick<CredentialsConfig, 'refreshIdleTtl' | 'refreshAbsoluteTtl'>,
    private readonly store: RefreshTokenStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly revoker: TokenRevoker,
  ) {}

  /** Begins a session. Sessions of the subject that ran out are swept away on the way. */
  start(subject: RefreshSubject): Promise<{ family: RefreshFamily; refresh: IssuedRefreshToken }> {
    return this.unitOfWork.run(async () => {
      const now = this.clock.now();
      const family = { id: uuidv7(now), subject };
      const endsAt = new Date(now.getTime() + this.config.refreshAbsoluteTtl * 1000);
      await this.store.deleteFamiliesExpiredBefore(subject, tokensDeadSince(now));
      await this.store.insertFamily(family, now, endsAt, requestOrigin());
      const { next, refresh } = this.make(family.id, { id: uuidv7(now), secret: newRefreshSecret() }, endsAt);
      await this.store.insertToken(next);
      return { family, refresh };
    });
  }

  /**
   * Exchanges a token for its successor. Whoever comes with the same token at the same time gets the same successor. An
   * optimistic unit of work: of two that use a token up at once, one reads it again and finds it used.
   */
  rotate(token: string, kind: SubjectKind): Promise<Rotation> {
    return this.unitOfWork.optimistic(async () => {
      const found = await this.findGenuine(token, kind, (id) => this.store.find(id));
      if (!found || this.hasEnded(found.stored)) return { outcome: 'refused' };
      const { presented, stored } = found;
      const { family, successor } = stored;
      if (successor) {
        // on both sides: after a clock was set back, every use of before would else count as one of this moment
        if (Math.abs(this.now() - successor.usedAt.getTime()) > GRACE_MS) return { outcome: 'reused', family };
        this.store.relyOnOpen(family.id);
        return { outcome: 'repeated', family, refresh: repeated(presented, successor) };
      }
      if (stored.expiresAt.getTime() <= this.now()) return { outcome: 'refused' };
      return { outcome: 'rotated', family, refresh: await this.succeed(presented, stored) };
    });
  }

  /** Ends the session of a token; `undefined` when there was none to end. */
  end(token: string, kind: SubjectKind, reason: SessionEndReason): Promise<RefreshFamily | undefined> {
    return this.unitOfWork.run(async () => {
      const found = await this.findGenuine(token, kind, (id) => this.store.lockByTokenId(id));
      if (!found || this.hasEnded(found.stored)) return undefined;
      await this.endFamily(found.stored.family.id, reason);
      return found.stored.family;
    });
  }

  /** Ends a session, and with it the access tokens that it was given. `false` when it had ended already. */
  endFamily(familyId: string, reason: SessionEndReason): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      const ended = await this.store.endFamily(familyId, reason, this.clock.now());
      await this.revoker.revoke([{ kind: 'sid', id: familyId }]);
      return ended;
    });
  }

  /** Ends one session of somebody, and its access tokens. `false` when they have no such session. */
  endOneOf(subject: RefreshSubject, familyId: string, reason: SessionEndReason): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      const ended = await this.store.endOneOf(subject, familyId, reason, this.clock.now());
      if (ended) await this.revoker.revoke([{ kind: 'sid', id: familyId }]);
      return ended;
    });
  }

  /** The sessions of somebody that can go on, the one used last first. */
  openOf(subject: RefreshSubject): Promise<readonly OpenFamily[]> {
    return this.store.openOf(subject, this.clock.now());
  }

  /** Whether somebody signed in at the address of this request lately, and no danger was seen there. */
  async isKnownAddress(subject: RefreshSubject): Promise<boolean> {
    const { ipAddress } = requestOrigin();
    return this.store.wasUsedAt(subject, ipAddress ?? '', this.clock.now());
  }

  /**
   * Ends every session of somebody, and their access tokens: also those of a session that ran out a moment ago, which outlive
   * it for some minutes.
   * @param but the id of a session that goes on
   * @returns how many sessions ended
   */
  endAllOf(subject: RefreshSubject, reason: SessionEndReason, but?: string): Promise<number> {
    return this.unitOfWork.run(async () => {
      const now = this.clock.now();
      const ended = await this.store.endAllOf(subject, reason, { at: now, expiredAfter: tokensDeadSince(now), but });
      await this.revoker.revoke(ended.map(({ id }) => ({ kind: 'sid', id }) as const));
      return ended.filter(({ expiresAt }) => expiresAt > now).length;
    });
  }

  private async findGenuine(
    token: string,
    kind: SubjectKind,
    read: (id: string) => Promise<StoredRefreshToken | undefined>,
  ): Promise<{ presented: RefreshTokenParts; stored: StoredRefreshToken } | undefined> {
    const presented = parseRefreshToken(token);
    const stored = presented && (await read(presented.id));
    if (!presented || stored?.family.subject.kind !== kind) return undefined;
    return timingSafeEqual(hashRefreshSecret(presented.secret), stored.secretHash) ? { presented, stored } : undefined;
  }

  private hasEnded(stored: StoredRefreshToken): boolean {
    return stored.familyEndedAt !== undefined || stored.familyExpiresAt.getTime() <= this.now();
  }

  private async succeed(presented: RefreshTokenParts, stored: StoredRefreshToken): Promise<IssuedRefreshToken> {
    const usedAt = this.clock.now();
    const used = { id: uuidv7(usedAt), salt: randomBytes(32), usedAt };
    const secret = successorSecret(presented, used.id, used.salt);
    const { next, refresh } = this.make(stored.family.id, { id: used.id, secret }, stored.familyExpiresAt);
    await this.store.exchange(stored, used, next, requestOrigin());
    return refresh;
  }

  private make(
    familyId: string,
    parts: RefreshTokenParts,
    familyEndsAt: Date,
  ): { readonly next: NewRefreshToken; readonly refresh: IssuedRefreshToken } {
    const createdAt = this.clock.now();
    const idleEnd = createdAt.getTime() + this.config.refreshIdleTtl * 1000;
    const expiresAt = new Date(Math.min(idleEnd, familyEndsAt.getTime()));
    const { id, secret } = parts;
    return {
      next: { id, familyId, secretHash: hashRefreshSecret(secret), createdAt, expiresAt },
      refresh: { token: formatRefreshToken(parts), refreshId: id, expiresAt },
    };
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}

function repeated(presented: RefreshTokenParts, { id, salt, expiresAt }: StoredSuccessor): IssuedRefreshToken {
  const token = formatRefreshToken({ id, secret: successorSecret(presented, id, salt) });
  return { token, refreshId: id, expiresAt };
}

/** Sessions that ran out before this moment have left no access token that is still good. */
function tokensDeadSince(now: Date): Date {
  return new Date(now.getTime() - LONGEST_ACCESS_TOKEN_MS);
}

const LONGEST_ADDRESS = 64;
const LONGEST_USER_AGENT = 300;

function requestOrigin(): RequestOrigin {
  const context = currentRequestContext();
  return {
    ipAddress: context?.ip?.slice(0, LONGEST_ADDRESS),
    userAgent: context?.userAgent?.slice(0, LONGEST_USER_AGENT),
  };
}
