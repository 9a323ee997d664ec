import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import type { OpenFamily, RefreshFamily, RefreshSubject, RequestOrigin, SubjectKind } from './refresh-subject.ts';

export interface NewRefreshToken {
  readonly id: string;
  readonly familyId: string;
  readonly secretHash: Buffer;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface StoredSuccessor {
  readonly id: string;
  readonly salt: Buffer;
  readonly usedAt: Date;
}

export interface StoredRefreshToken {
  readonly id: string;
  readonly secretHash: Buffer;
  readonly expiresAt: Date;
  /** Set once the token was used. */
  readonly successor: StoredSuccessor | undefined;
  readonly family: RefreshFamily;
  readonly familyExpiresAt: Date;
  readonly familyEndedAt: Date | undefined;
}

interface FamilyRow {
  readonly id: string;
  readonly subject_kind: SubjectKind;
  readonly subject_id: string;
  readonly expires_at: Date;
  readonly ended_at: Date | null;
}

interface TokenRow {
  readonly secret_hash: Buffer;
  readonly expires_at: Date;
  readonly used_at: Date | null;
  readonly successor_id: string | null;
  readonly successor_salt: Buffer | null;
}

interface OpenFamilyRow {
  readonly id: string;
  readonly created_at: Date;
  readonly last_used_at: Date;
  readonly expires_at: Date;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
}

/** The rows of refresh tokens and their families. */
@Injectable()
export class RefreshTokenStore {
  constructor(private readonly database: Database) {}

  /**
   * Reads a token while holding its family, so that only one request at a time changes it. The token is read by a statement
   * of its own, after the lock: one statement for both would show it as it was before the wait.
   */
  async lockByTokenId(id: string): Promise<StoredRefreshToken | undefined> {
    const [family] = await this.database.query<FamilyRow>(
      `SELECT id, subject_kind, subject_id, expires_at, ended_at FROM refresh_families
       WHERE id = (SELECT family_id FROM refresh_tokens WHERE id = $1) FOR UPDATE`,
      [id],
    );
    if (!family) return undefined;
    const [token] = await this.database.query<TokenRow>(
      'SELECT secret_hash, expires_at, used_at, successor_id, successor_salt FROM refresh_tokens WHERE id = $1',
      [id],
    );
    return token && toStored(id, token, family);
  }

  async insertFamily(family: RefreshFamily, createdAt: Date, expiresAt: Date, origin: RequestOrigin): Promise<void> {
    await this.database.query(
      `INSERT INTO refresh_families
         (id, subject_kind, subject_id, created_at, expires_at, last_used_at, ip_address, user_agent)
       VALUES ($1, $2, $3, $4, $5, $4, $6, $7)`,
      [
        family.id,
        family.subject.kind,
        family.subject.id,
        createdAt,
        expiresAt,
        origin.ipAddress ?? null,
        origin.userAgent ?? null,
      ],
    );
  }

  async noteUse(id: string, at: Date, origin: RequestOrigin): Promise<void> {
    await this.database.query(
      'UPDATE refresh_families SET last_used_at = $2, ip_address = $3, user_agent = $4 WHERE id = $1',
      [id, at, origin.ipAddress ?? null, origin.userAgent ?? null],
    );
  }

  /** The sessions that have not ended, run out or been idle for too long, the one used last first. */
  async openOf(subject: RefreshSubject, now: Date): Promise<readonly OpenFamily[]> {
    const rows = await this.database.query<OpenFamilyRow>(
      `SELECT id, created_at, last_used_at, expires_at, ip_address, user_agent FROM refresh_families AS family
       WHERE subject_kind = $1 AND subject_id = $2 AND ended_at IS NULL AND expires_at > $3
         AND EXISTS (SELECT 1 FROM refresh_tokens WHERE family_id = family.id AND used_at IS NULL AND expires_at > $3)
       ORDER BY last_used_at DESC, id DESC`,
      [subject.kind, subject.id, now],
    );
    return rows.map((row) => ({
      id: row.id,
      createdAt: row.created_at,
      lastUsedAt: row.last_used_at,
      expiresAt: row.expires_at,
      ipAddress: row.ip_address ?? undefined,
      userAgent: row.user_agent ?? undefined,
    }));
  }

  /** Whether the subject has used a session at this address that was not ended as a danger. */
  async wasUsedAt(subject: RefreshSubject, ipAddress: string, now: Date): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1 FROM refresh_families
       WHERE subject_kind = $1 AND subject_id = $2 AND ip_address = $3 AND expires_at > $4
         AND coalesce(end_reason, 'logout') = 'logout' LIMIT 1`,
      [subject.kind, subject.id, ipAddress, now],
    );
    return rows.length > 0;
  }

  async insertToken(token: NewRefreshToken): Promise<void> {
    await this.database.query(
      'INSERT INTO refresh_tokens (id, family_id, secret_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
      [token.id, token.familyId, token.secretHash, token.createdAt, token.expiresAt],
    );
  }

  async markUsed(id: string, successor: StoredSuccessor): Promise<void> {
    await this.database.query(
      'UPDATE refresh_tokens SET used_at = $2, successor_id = $3, successor_salt = $4 WHERE id = $1 AND used_at IS NULL',
      [id, successor.usedAt, successor.id, successor.salt],
    );
  }

  async expiryOf(id: string): Promise<Date> {
    const [row] = await this.database.query<{ expires_at: Date }>(
      'SELECT expires_at FROM refresh_tokens WHERE id = $1',
      [id],
    );
    if (!row) throw new Error('A used refresh token has lost its successor.');
    return row.expires_at;
  }

  async endFamily(id: string, reason: string, at: Date): Promise<void> {
    await this.database.query(
      'UPDATE refresh_families SET ended_at = $2, end_reason = $3 WHERE id = $1 AND ended_at IS NULL',
      [id, at, reason],
    );
  }

  /** Ends an open session of the subject. `false` when it has none of this id. */
  async endOneOf(subject: RefreshSubject, id: string, reason: string, at: Date): Promise<boolean> {
    const ended = await this.database.query<{ id: string }>(
      `UPDATE refresh_families SET ended_at = $4, end_reason = $5
       WHERE id = $3 AND subject_kind = $1 AND subject_id = $2 AND ended_at IS NULL AND expires_at > $4 RETURNING id`,
      [subject.kind, subject.id, id, at, reason],
    );
    return ended.length === 1;
  }

  /** Ends the sessions that are open or ran out after a moment; `but` is one that goes on. */
  async endAllOf(
    subject: RefreshSubject,
    reason: string,
    { at, expiredAfter, but }: { readonly at: Date; readonly expiredAfter: Date; readonly but: string | undefined },
  ): Promise<readonly { readonly id: string; readonly expiresAt: Date }[]> {
    const ended = await this.database.query<{ id: string; expires_at: Date }>(
      `UPDATE refresh_families SET ended_at = $3, end_reason = $4
       WHERE subject_kind = $1 AND subject_id = $2 AND ended_at IS NULL AND expires_at > $6
         AND ($5::uuid IS NULL OR id <> $5) RETURNING id, expires_at`,
      [subject.kind, subject.id, at, reason, but ?? null, expiredAfter],
    );
    return ended.map(({ id, expires_at: expiresAt }) => ({ id, expiresAt }));
  }

  /** Their tokens go with them. */
  async deleteFamiliesExpiredBefore(subject: RefreshSubject, moment: Date): Promise<void> {
    await this.database.query(
      'DELETE FROM refresh_families WHERE subject_kind = $1 AND subject_id = $2 AND expires_at <= $3',
      [subject.kind, subject.id, moment],
    );
  }
}

function toStored(id: string, token: TokenRow, family: FamilyRow): StoredRefreshToken {
  const { used_at: usedAt, successor_id: successorId, successor_salt: salt } = token;
  return {
    id,
    secretHash: token.secret_hash,
    expiresAt: token.expires_at,
    successor: usedAt && successorId && salt ? { id: successorId, salt, usedAt } : undefined,
    family: { id: family.id, subject: { kind: family.subject_kind, id: family.subject_id } },
    familyExpiresAt: family.expires_at,
    familyEndedAt: family.ended_at ?? undefined,
  };
}
