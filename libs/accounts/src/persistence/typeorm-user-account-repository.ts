import type { CountedRows, Role } from '@gatehouse/contracts';
import { Database, listCounted } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import {
  type UserAccountChange,
  type UserAccountQuery,
  UserAccountRepository,
} from '../domain/user-account-repository.ts';
import type { UserAccount } from '../domain/user-account.ts';
import { UserEntity } from './user.entity.ts';

@Injectable()
export class TypeormUserAccountRepository extends UserAccountRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override async findById(id: string): Promise<UserAccount | undefined> {
    return toAccount(await this.rows().findOneBy({ id }));
  }

  override async findByCanonicalLogin(canonicalLogin: string): Promise<UserAccount | undefined> {
    return toAccount(await this.rows().findOneBy({ canonicalLogin }));
  }

  override async list({ role, state, among, text, after, limit }: UserAccountQuery): Promise<CountedRows<UserAccount>> {
    const query = this.rows().createQueryBuilder('u');
    if (role !== undefined) query.andWhere('u.role = :role', { role });
    if (state !== undefined) query.andWhere(state === 'enabled' ? 'u.disabledAt IS NULL' : 'u.disabledAt IS NOT NULL');
    if (among !== undefined) query.andWhere('u.id = ANY (:among)', { among });
    // position() takes the text as it is: no pattern characters to escape
    if (text !== undefined) query.andWhere('position(:text IN u.canonicalLogin) > 0', { text });
    query.orderBy('u.canonicalLogin', 'ASC').limit(limit);
    if (after !== undefined)
      return { rows: (await query.andWhere('u.canonicalLogin > :after', { after }).getMany()).map(accountOf) };
    const { rows, count } = await listCounted(query);
    return { rows: rows.map(accountOf), count };
  }

  override async lockById(id: string): Promise<UserAccount | undefined> {
    return toAccount(await this.rows().findOne({ where: { id }, lock: { mode: 'pessimistic_write' } }));
  }

  override async update(account: UserAccount, change: UserAccountChange, at: Date): Promise<UserAccount> {
    const { role, disabledAt, oneTimeHash } = change;
    const next = {
      ...(role !== undefined && { role }),
      ...(disabledAt !== undefined && { disabledAt }),
      ...(oneTimeHash !== undefined && { mustChangePassword: true }),
      version: account.version + 1,
      updatedAt: at,
    };
    await this.rows().update(
      { id: account.id },
      { ...next, ...(oneTimeHash !== undefined && { passwordHash: oneTimeHash, passwordChangedAt: at }) },
    );
    return {
      ...account,
      ...next,
      disabledAt: (disabledAt === undefined ? account.disabledAt : disabledAt) ?? undefined,
    };
  }

  private rows() {
    return this.database.manager().getRepository(UserEntity);
  }
}

function toAccount(row: UserEntity | null): UserAccount | undefined {
  return row ? accountOf(row) : undefined;
}

function accountOf(row: UserEntity): UserAccount {
  const { id, login, canonicalLogin, mustChangePassword, version, createdAt, updatedAt } = row;
  return {
    id,
    login,
    canonicalLogin,
    // held to its list by a check constraint
    role: row.role as Role,
    mustChangePassword,
    disabledAt: row.disabledAt ?? undefined,
    version,
    createdAt,
    updatedAt,
  };
}
