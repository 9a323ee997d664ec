import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { In, LessThan, type Repository } from 'typeorm';
import {
  type UploadChange,
  type UploadFilter,
  type UploadPageRequest,
  UploadRepository,
} from '../domain/upload-repository.ts';
import { UNFINISHED_STATUSES } from '../domain/upload-state.ts';
import type { Upload } from '../domain/upload.ts';
import { UploadEntity } from './upload.entity.ts';

@Injectable()
export class TypeormUploadRepository extends UploadRepository {
  constructor(private readonly database: Database) {
    super();
  }

  async add(upload: Upload): Promise<void> {
    await this.uploads().insert(upload);
  }

  async find(id: string): Promise<Upload | undefined> {
    return (await this.uploads().findOneBy({ id })) ?? undefined;
  }

  async findForUpdate(id: string): Promise<Upload | undefined> {
    return (await this.uploads().findOne({ where: { id }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  async change(id: string, change: UploadChange, at: Date): Promise<void> {
    await this.uploads().update({ id }, { ...change, updatedAt: at });
  }

  list(filter: UploadFilter, page: UploadPageRequest): Promise<readonly Upload[]> {
    return this.uploads().find({
      where: {
        ...(filter.owner && { ownerKind: filter.owner.kind, ownerId: filter.owner.id }),
        ...(filter.status && { status: filter.status }),
        ...(page.after !== undefined && { id: LessThan(page.after) }),
      },
      order: { id: 'DESC' },
      take: page.limit,
    });
  }

  takeStale(moment: Date, limit: number): Promise<readonly Upload[]> {
    return this.uploads().find({
      where: { status: In([...UNFINISHED_STATUSES]), updatedAt: LessThan(moment) },
      order: { updatedAt: 'ASC' },
      take: limit,
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
  }

  async neededKeys(keys: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.uploads().find({ select: { storageKey: true }, where: { storageKey: In([...keys]) } });
    return new Set(rows.flatMap((row) => row.storageKey ?? []));
  }

  private uploads(): Repository<UploadEntity> {
    return this.database.manager().getRepository(UploadEntity);
  }
}
