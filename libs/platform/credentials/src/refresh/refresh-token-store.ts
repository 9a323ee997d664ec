import { Database, PreparedStatement, WritePart } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import type { OpenFamily, RefreshFamily, RefreshSubject, RequestOrigin, SubjectKind } from './refresh-subject.ts';
import type { SessionEndReason } from './session-end-reason.ts';

export interface NewRefreshToken {
  readonly id: string;
  readonly familyId: string;
  readonly secretHash: Buffer;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface Successor {
  readonly id: string;
  readonly salt: Buffer;
  readonly usedAt: Date;
}

export interface StoredSuccessor extends Successor {
  readonly expiresAt: Date;
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

interface TokenRow {
  readonly secret_hash: Buffer;
  readonly expires_at: Date;
  readonly used_at: Date | null;
  readonly successor_id: string | null;
  readonly successor_salt: Buffer | null;
  readonly successor_expires_at: Date | null;
  readonly family_id: string;
  readonly subject_kind: SubjectKind;
  readonly subject_id: string;
  readonly family_expires_at: Date;
  readonly ended_at: Date | null;
}

interface OpenFamilyRow {
  readonly id: string;
  readonly created_at: Date;
  readonly last_used_at: Date;
  readonly expires_at: Date;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
}

const FIND = new PreparedStatement(`
  SELECT token.secret_hash, token.expires_at, token.used_at, token.successor_id, token.successor_salt,
         successor.expires_at AS successor_expires_at, family.id AS family_id, family.subject_kind, family.subject_id,
         family.expires_at AS family_expires_at, family.ended_at
  FROM refresh_tokens AS token
  JOIN refresh_families AS family ON family.id = token.family_id
  LEFT JOIN refresh_tokens AS successor ON successor.id = token.successor_id
  WHERE token.id = $1`);

/** Of many that come with one token, one uses it up; and none does once the session has ended. */
const USE_UP = new WritePart(`
  UPDATE refresh_tokens SET used_at = $3, successor_id = $4, successor_salt = $5
  FROM (SELECT id FROM refresh_families WHERE id = $2 AND ended_at IS NULL FOR NO KEY UPDATE) AS family
  WHERE refresh_tokens.id = $1 AND refresh_tokens.family_id = family.id AND refresh_tokens.used_at IS NULL
  RETURNING family.id AS family_id`);
const ADD_SUCCESSOR = new WritePart(`
  INSERT INTO refresh_tokens (id, family_id, secret_hash, created_at, expires_at)
  SELECT $1, won.family_id, $2, $3, $4 FROM won`);
const NOTE_USE = new WritePart(`
  UPDATE refresh_families SET last_used_at = $1, ip_address = $2, user_agent = $3 FROM won WHERE id = won.family_id`);
const STILL_OPEN = new WritePart('SELECT id FROM refresh_families WHERE id = $1 AND ended_at IS NULL FOR SHARE');

/** The rows of refresh tokens and their families. */
@Injectable()
export class RefreshTokenStore {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<StoredRefreshToken | undefined> {
    const [row] = await this.database.query<TokenRow>(FIND, [id]);
    return row && toStored(id, row);
  }

  /**
   * Reads a token while holding its family, so that only one request at a time changes it. The token is read by a statement
   * of its own, after the lock: one statement for both would show it as it was before the wait.
   */
  async lockByTokenId(id: string): Promise<StoredRefreshToken | undefined> {
    await this.database.query(
      `SELECT 1 FROM refresh_families
       WHERE id = (SELECT family_id FROM refresh_tokens WHERE id = $1) FOR UPDATE`,
      [id],
    );
    return this.find(id);
  }

  /**
   * Stages the exchange of a token for its successor, in an optimistic unit of work: it is lost when the token was used or
   * the session ended meanwhile.
   */
  async exchange(
    token: StoredRefreshToken,
    used: Successor,
    next: NewRefreshToken,
    origin: RequestOrigin,
  ): Promise<void> {
    this.database.guard(USE_UP, [token.id, token.family.id, used.usedAt, used.id, used.salt]);
    await this.database.write(ADD_SUCCESSOR, [next.id, next.secretHash, next.createdAt, next.expiresAt]);
    await this.database.write(NOTE_USE, [used.usedAt, origin.ipAddress ?? null, origin.userAgent ?? null]);
  }

  /** For an optimistic unit of work that relies on it. */
  relyOnOpen(familyId: string): void {
    this.database.guard(STILL_OPEN, [familyId]);
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

  /** `false` when it had ended already. */
  async endFamily(id: string, reason: SessionEndReason, at: Date): Promise<boolean> {
    const ended = await this.database.query(
      'UPDATE refresh_families SET ended_at = $2, end_reason = $3 WHERE id = $1 AND ended_at IS NULL RETURNING 1',
      [id, at, reason],
    );
    return ended.length === 1;
  }

  /** Ends an open session of the subject. `false` when it has none of this id. */
  async endOneOf(subject: RefreshSubject, id: string, reason: SessionEndReason, at: Date): Promise<boolean> {
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
    reason: SessionEndReason,
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

function toStored(id: string, row: TokenRow): StoredRefreshToken {
  return {
    id,
    secretHash: row.secret_hash,
    expiresAt: row.expires_at,
    successor: successorOf(row),
    family: { id: row.family_id, subject: { kind: row.subject_kind, id: row.subject_id } },
    familyExpiresAt: row.family_expires_at,
    familyEndedAt: row.ended_at ?? undefined,
  };
}

function successorOf(row: TokenRow): StoredSuccessor | undefined {
  const { used_at: usedAt, successor_id: id, successor_salt: salt, successor_expires_at: expiresAt } = row;
  if (!usedAt) return undefined;
  if (!id || !salt || !expiresAt) throw new Error('A used refresh token has lost its successor.');
  return { id, salt, usedAt, expiresAt };
}
