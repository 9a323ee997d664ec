import type { Role } from '@gatehouse/contracts';
import { Database, PreparedStatement } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { UserRepository } from '../domain/user-repository.ts';
import type { User } from '../domain/user.ts';
import { UserEntity } from './user.entity.ts';

/** Replicas that all find no user make the same one: the unique login lets the first of them through. */
const INSERT_FIRST = `
  INSERT INTO users (id, login, canonical_login, password_hash, role, must_change_password, created_at, updated_at,
                     password_changed_at)
  SELECT $1::uuid, $2, $3, $4, $5, $6::boolean, $7::timestamptz, $8::timestamptz, $9::timestamptz
  WHERE NOT EXISTS (SELECT 1 FROM users)
  ON CONFLICT DO NOTHING
  RETURNING id`;

/** Read with every refresh, so without TypeORM. */
const FIND_BY_ID = new PreparedStatement(`
  SELECT id, login, canonical_login AS "canonicalLogin", password_hash AS "passwordHash", role,
         must_change_password AS "mustChangePassword", disabled_at AS "disabledAt", created_at AS "createdAt",
         updated_at AS "updatedAt", password_changed_at AS "passwordChangedAt"
  FROM users WHERE id = $1`);

@Injectable()
export class TypeormUserRepository extends UserRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override exists(): Promise<boolean> {
    return this.rows().exists();
  }

  override async findById(id: string): Promise<User | undefined> {
    return toUser((await this.database.query<UserColumns>(FIND_BY_ID, [id]))[0]);
  }

  override async findByCanonicalLogin(canonicalLogin: string): Promise<User | undefined> {
    return toUser(await this.rows().findOneBy({ canonicalLogin }));
  }

  override async lockById(id: string): Promise<User | undefined> {
    return toUser(await this.rows().findOne({ where: { id }, lock: { mode: 'pessimistic_write' } }));
  }

  override async insertFirst(user: User): Promise<boolean> {
    const inserted = await this.database.query<{ id: string }>(INSERT_FIRST, [
      user.id,
      user.login,
      user.canonicalLogin,
      user.passwordHash,
      user.role,
      user.mustChangePassword,
      user.createdAt,
      user.updatedAt,
      user.passwordChangedAt,
    ]);
    return inserted.length === 1;
  }

  override async insert(user: User): Promise<boolean> {
    const inserted = await this.rows()
      .createQueryBuilder()
      .insert()
      .values({ ...user, disabledAt: null })
      .orIgnore()
      .returning('id')
      .execute();
    return (inserted.raw as unknown[]).length === 1;
  }

  override async lockEnabledAdmins(): Promise<readonly string[]> {
    const admins = await this.rows().find({
      select: { id: true },
      where: { role: 'admin', disabledAt: IsNull() },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    return admins.map(({ id }) => id);
  }

  override async updateHash(id: string, passwordHash: string): Promise<void> {
    await this.rows().update({ id }, { passwordHash });
  }

  override async updatePassword(id: string, passwordHash: string, changedAt: Date): Promise<void> {
    await this.rows().update(
      { id },
      { passwordHash, mustChangePassword: false, passwordChangedAt: changedAt, updatedAt: changedAt },
    );
  }

  private rows() {
    return this.database.manager().getRepository(UserEntity);
  }
}

type UserColumns = Omit<UserEntity, 'version'>;

function toUser(row: UserColumns | null | undefined): User | undefined {
  if (!row) return undefined;
  const { id, login, canonicalLogin, passwordHash, mustChangePassword, createdAt, updatedAt, passwordChangedAt } = row;
  return {
    id,
    login,
    canonicalLogin,
    passwordHash,
    // held to its list by a check constraint
    role: row.role as Role,
    mustChangePassword,
    disabledAt: row.disabledAt ?? undefined,
    createdAt,
    updatedAt,
    passwordChangedAt,
  };
}
