import type { CountedRows } from '@gatehouse/contracts';
import { Database, listCounted, PreparedStatement, WritePart } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { In, LessThan, type Repository } from 'typeorm';
import {
  type UploadChange,
  type UploadFilter,
  type UploadPageRequest,
  UploadRepository,
} from '../domain/upload-repository.ts';
import { UNFINISHED_STATUSES, type UploadStatus } from '../domain/upload-state.ts';
import type { Upload } from '../domain/upload.ts';
import { UploadEntity } from './upload.entity.ts';

/** What an upload is made of, and the columns that hold it. */
const COLUMNS = {
  id: 'id',
  ownerKind: 'owner_kind',
  ownerId: 'owner_id',
  tenant: 'tenant',
  originalName: 'original_name',
  mimeType: 'mime_type',
  size: 'size',
  sha256: 'sha256',
  leftOutKind: 'left_out_kind',
  leftOutBytes: 'left_out_bytes',
  status: 'status',
  storageKey: 'storage_key',
  servedSize: 'served_size',
  servedSha256: 'served_sha256',
  verdict: 'verdict',
  verdictDetail: 'verdict_detail',
  scanner: 'scanner',
  scannedAt: 'scanned_at',
  attempts: 'attempts',
  requestId: 'request_id',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const satisfies Record<keyof Upload, string>;
const FIELDS = Object.keys(COLUMNS) as readonly (keyof Upload)[];

const SELECTED = FIELDS.map((field) => `${COLUMNS[field]} AS "${field}"`).join(', ');
const INSERT = new WritePart(
  `INSERT INTO uploads (${Object.values(COLUMNS).join(', ')}) SELECT ${FIELDS.map((_, index) => `$${index + 1}`).join(', ')} FROM won`,
);
const FIND = new PreparedStatement(`SELECT ${SELECTED} FROM uploads WHERE id = $1`);
const FIND_FOR_UPDATE = new PreparedStatement(`${FIND.text} FOR UPDATE`);
const CLAIM = new PreparedStatement(
  `UPDATE uploads SET status = 'scanning', attempts = attempts + 1, updated_at = $2
   WHERE id = $1 AND status = ANY($3) RETURNING ${SELECTED}`,
);
/** One for each set of fields that change together, of which there are a few. */
const changes = new Map<string, PreparedStatement>();

/** The driver gives a bigint as text; no file comes near 2^53 bytes. */
type Row = Omit<Upload, 'size' | 'leftOutBytes' | 'servedSize'> & {
  readonly size: string;
  readonly leftOutBytes: string;
  readonly servedSize: string | null;
};

/** What requests and jobs ask for, one at a time, is written in SQL; lists are TypeORM's. */
@Injectable()
export class TypeormUploadRepository extends UploadRepository {
  constructor(private readonly database: Database) {
    super();
  }

  async add(upload: Upload): Promise<void> {
    await this.database.write(
      INSERT,
      FIELDS.map((field) => upload[field]),
    );
  }

  find(id: string): Promise<Upload | undefined> {
    return this.one(FIND, [id]);
  }

  findForUpdate(id: string): Promise<Upload | undefined> {
    return this.one(FIND_FOR_UPDATE, [id]);
  }

  claim(id: string, from: readonly UploadStatus[], at: Date): Promise<Upload | undefined> {
    return this.one(CLAIM, [id, at, from]);
  }

  async change(id: string, change: UploadChange, at: Date): Promise<void> {
    const fields = Object.keys(change) as readonly (keyof UploadChange)[];
    await this.database.query(changeOf(fields), [id, at, ...fields.map((field) => change[field])]);
  }

  async list({ owner, status }: UploadFilter, { after, limit }: UploadPageRequest): Promise<CountedRows<Upload>> {
    const query = this.uploads().createQueryBuilder('u').orderBy('u.id', 'DESC').limit(limit);
    if (owner) query.andWhere('u.ownerKind = :kind AND u.ownerId = :id', owner);
    if (status) query.andWhere('u.status = :status', { status });
    if (after === undefined) return listCounted(query);
    return { rows: await query.andWhere('u.id < :after', { after }).getMany() };
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

  private async one(statement: PreparedStatement, parameters: readonly unknown[]): Promise<Upload | undefined> {
    const [row] = await this.database.query<Row>(statement, parameters);
    return row && uploadOf(row);
  }

  private uploads(): Repository<UploadEntity> {
    return this.database.manager().getRepository(UploadEntity);
  }
}

function uploadOf(row: Row): Upload {
  const { size, leftOutBytes, servedSize } = row;
  return {
    ...row,
    size: Number(size),
    leftOutBytes: Number(leftOutBytes),
    servedSize: servedSize === null ? null : Number(servedSize),
  };
}

function changeOf(fields: readonly (keyof UploadChange)[]): PreparedStatement {
  const key = fields.join();
  const known = changes.get(key);
  if (known) return known;
  const set = ['updated_at = $2', ...fields.map((field, index) => `${COLUMNS[field]} = $${index + 3}`)];
  const made = new PreparedStatement(`UPDATE uploads SET ${set.join(', ')} WHERE id = $1`);
  changes.set(key, made);
  return made;
}
