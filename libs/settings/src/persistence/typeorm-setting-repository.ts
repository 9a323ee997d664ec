import { COUNTED_ROWS, type CountedRows, GatehouseError } from '@gatehouse/contracts';
import { Database, PreparedStatement, WritePart } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { type SettingQuery, SettingRepository } from '../domain/setting-repository.ts';
import type { SettingInTime } from '../domain/category-rollback.ts';
import type { SettingChange, VersionOrigin } from '../domain/setting-change.ts';
import {
  type ListedSetting,
  propertiesOf,
  type Setting,
  type SettingOperation,
  type SettingProperties,
  type SettingSummary,
  type SettingVersion,
  versionMismatch,
} from '../domain/setting.ts';
import { SettingVersionEntity } from './setting.entity.ts';

const PROPERTIES = 'category, type, description, tags, constraints, sensitive, expires_at AS "expiresAt"';
const SEALED = 'ciphertext, key_id AS "keyId"';
const SUMMARY = `id, key, version, ${PROPERTIES}, created_at AS "createdAt", updated_at AS "updatedAt", updated_by AS "updatedBy",
  deleted_at AS "deletedAt"`;
const VERSION = `setting_id AS "settingId", version, operation, actor, request_id AS "requestId", created_at AS "createdAt", changed,
  same_value_as AS "sameValueAs", rolled_back_to AS "rolledBackTo", destroyed_at AS "destroyedAt",
  ${PROPERTIES}, ${SEALED}`;
const BY_KEY = 'FROM secure_settings WHERE lower(key) = lower($1) AND deleted_at IS NULL';

const FIND = new PreparedStatement(`SELECT ${SUMMARY}, ${SEALED} ${BY_KEY}`);
const FIND_SUMMARY = new PreparedStatement(`SELECT ${SUMMARY} ${BY_KEY}`);
/** A sensitive value does not even leave the database. */
const LISTED = `${SUMMARY},
  CASE WHEN NOT sensitive THEN ciphertext END AS ciphertext, CASE WHEN NOT sensitive THEN key_id END AS "keyId"`;
/** A page of a hundred long values would be a body of megabytes. */
const LISTED_IF_SHORT = `${SUMMARY},
  CASE WHEN NOT sensitive AND octet_length(ciphertext) <= 2048 THEN ciphertext END AS ciphertext,
  CASE WHEN NOT sensitive AND octet_length(ciphertext) <= 2048 THEN key_id END AS "keyId",
  NOT sensitive AND octet_length(ciphertext) > 2048 AS "isLong"`;
const FIND_LISTED = new PreparedStatement(`SELECT ${LISTED} ${BY_KEY}`);
/** Planned with its values, so what is not asked for costs nothing. position() has no pattern characters to escape. */
const ASKED_FOR = `
  ($1::text[] IS NULL OR category = ANY ($1)) AND ($2::text[] IS NULL OR type = ANY ($2))
  AND ($3::text IS NULL OR position(lower($3) IN lower(key)) > 0 OR position(lower($3) IN lower(description)) > 0)
  AND ($4::text[] IS NULL OR tags && $4) AND ($5::timestamptz IS NULL OR expires_at < $5)`;
/** Only the first page counts, and not to the end of a long list. */
const counted = (matching: string) => `CASE WHEN $6::text IS NULL THEN (
    SELECT count(*)::int FROM (${matching} LIMIT ${COUNTED_ROWS + 1}) AS counted) END AS counted`;
const LIVE = `FROM secure_settings WHERE deleted_at IS NULL AND ${ASKED_FOR}`;
const LIST = `
  SELECT ${LISTED_IF_SHORT}, ${counted(`SELECT ${LIVE}`)} ${LIVE} AND ($6::text IS NULL OR key > $6) ORDER BY key LIMIT $7`;
/** What is asked for is looked for among the last ones only: an older one with the same key cannot be restored. */
const DELETED = `
  FROM (SELECT DISTINCT ON (key) * FROM secure_settings WHERE deleted_at IS NOT NULL
        ORDER BY key, deleted_at DESC, id DESC) AS last
  WHERE ${ASKED_FOR}`;
const LIST_DELETED = `
  SELECT ${SUMMARY}, NULL AS ciphertext, NULL AS "keyId", ${counted(`SELECT ${DELETED}`)}
  ${DELETED} AND ($6::text IS NULL OR key > $6) ORDER BY key LIMIT $7`;
const FIND_BY_KEYS = new PreparedStatement(
  `SELECT ${SUMMARY}, CASE WHEN sum(octet_length(ciphertext)) OVER () <= $2 THEN ciphertext END AS ciphertext, key_id AS "keyId"
   FROM secure_settings WHERE key = ANY($1::text[]) AND deleted_at IS NULL`,
);
/** Counts the bytes of as many as there are room for, not of all that there are. */
const FIND_BY_CATEGORIES = new PreparedStatement(
  `SELECT ${SUMMARY}, CASE WHEN sum(octet_length(ciphertext)) OVER () <= $3 THEN ciphertext END AS ciphertext, key_id AS "keyId"
   FROM (SELECT * FROM secure_settings
         WHERE deleted_at IS NULL AND ($1::text[] IS NULL OR category = ANY ($1)) ORDER BY key LIMIT $2) AS first
   ORDER BY key`,
);
const FIND_LATEST = new PreparedStatement(`
  SELECT key, version, deleted_at AS "deletedAt" FROM secure_settings WHERE lower(key) = lower($1)
  ORDER BY deleted_at IS NOT NULL, version DESC LIMIT 1`);
const FIND_DELETED = `
  SELECT ${SUMMARY}, ${SEALED} FROM secure_settings WHERE key = $1 AND deleted_at IS NOT NULL
  ORDER BY deleted_at DESC, id DESC LIMIT 1`;
const FIND_VERSION = new PreparedStatement(`
  SELECT ${VERSION} FROM secure_settings_versions WHERE setting_id = $1 AND version = $2`);
const FIND_VERSIONS = `
  SELECT ${VERSION} FROM secure_settings_versions
  WHERE (setting_id, version) IN (SELECT * FROM unnest($1::uuid[], $2::integer[]))`;
const FIND_BY_IDS = `SELECT ${SUMMARY}, ${SEALED} FROM secure_settings WHERE id = ANY ($1::uuid[])`;

const INSERT = new WritePart(`
  INSERT INTO secure_settings (id, key, version, category, type, description, tags, constraints, sensitive, expires_at,
                               ciphertext, key_id, created_at, updated_at, updated_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
  ON CONFLICT DO NOTHING RETURNING *`);

/** Of many at once, Postgres lets one through; for the others the condition no longer holds. */
const REPLACE = new WritePart(`
  UPDATE secure_settings
  SET version = $2, category = $3, type = $4, description = $5, tags = $6, constraints = $7, sensitive = $8,
      expires_at = $9, ciphertext = $10, key_id = $11, updated_at = $12, updated_by = $13
  WHERE id = $1 AND version = $2 - 1 AND deleted_at IS NULL RETURNING *`);

const REMOVE = new WritePart(`
  UPDATE secure_settings
  SET version = $2, ciphertext = $3, key_id = $4, updated_at = $5, updated_by = $6, deleted_at = $5
  WHERE id = $1 AND version = $2 - 1 AND deleted_at IS NULL RETURNING *`);

/** The unique index on keys tells who was faster. */
function keyTaken(error: unknown): GatehouseError | undefined {
  return (error as { constraint?: string }).constraint === 'secure_settings_live_key'
    ? new GatehouseError('SETTING_EXISTS', 'Meanwhile another setting was given this key.')
    : undefined;
}

const RESTORE = new WritePart(
  `UPDATE secure_settings
   SET version = $2, ciphertext = $3, key_id = $4, updated_at = $5, updated_by = $6, deleted_at = NULL
   WHERE id = $1 AND version = $2 - 1 AND deleted_at IS NOT NULL AND ciphertext <> '' RETURNING *`,
  keyTaken,
);

/** Looks for the same value with the index on digests, and only among the versions of one setting. */
const ADD_VERSION = new WritePart(`
  INSERT INTO secure_settings_versions (
    setting_id, version, category, type, description, tags, constraints, sensitive, expires_at, ciphertext, key_id,
    actor, created_at, operation, request_id, changed, value_digest, same_value_as, rolled_back_to)
  SELECT won.id, won.version, won.category, won.type, won.description, won.tags, won.constraints, won.sensitive,
         won.expires_at, won.ciphertext, won.key_id, won.updated_by, won.updated_at, $1, $2, $3::text[], $4::text,
         greatest($5::integer, (
           SELECT max(older.version) FROM secure_settings_versions AS older
           WHERE older.setting_id = won.id AND older.value_digest = $4)),
         $6::integer
  FROM won`);

/** In the order of ids, which is the same for everybody: nobody waits for somebody who waits for him. */
const LOCK_BY_KEYS = `
  SELECT ${SUMMARY}, ${SEALED} FROM secure_settings
  WHERE id IN (
    SELECT DISTINCT ON (lower(key)) id FROM secure_settings WHERE lower(key) = ANY ($1::text[])
    ORDER BY lower(key), deleted_at IS NOT NULL, version DESC)
  ORDER BY id FOR UPDATE`;

/** A version tells whether the setting was there at all; its own and the current one, whether their values are the same. */
const LOCK_CATEGORY = `
  SELECT id FROM secure_settings WHERE id IN (
    SELECT id FROM secure_settings WHERE category = $1 AND deleted_at IS NULL
    UNION SELECT setting_id FROM secure_settings_versions WHERE category = $1 AND created_at <= $2)
  ORDER BY id LIMIT $3 FOR UPDATE`;
/** A statement of its own: one that had to wait for the locks would see the versions as they were before that. */
const READ_AT = `
  SELECT ${SUMMARY},
         (SELECT jsonb_build_object(
                   'version', version, 'operation', operation, 'category', category, 'type', type,
                   'description', description, 'tags', tags, 'constraints', constraints, 'sensitive', sensitive,
                   'expiresAt', expires_at, 'digest', value_digest, 'isDestroyed', destroyed_at IS NOT NULL)
          FROM secure_settings_versions WHERE setting_id = stored.id AND created_at <= $2
          ORDER BY version DESC LIMIT 1) AS "then",
         (SELECT value_digest FROM secure_settings_versions
          WHERE setting_id = stored.id AND version = stored.version) AS digest
  FROM secure_settings AS stored WHERE id = ANY ($1::uuid[])`;

/** A version with the same value is known by its digest, which goes too: with the key, a short value could be guessed by it. */
const DESTROY_VERSION = `
  WITH goes AS (
    SELECT value_digest FROM secure_settings_versions WHERE setting_id = $1 AND version = $2),
  current AS (
    UPDATE secure_settings SET ciphertext = '', key_id = '' WHERE id = $1 AND version = $2 AND deleted_at IS NOT NULL),
  destroyed AS (
    UPDATE secure_settings_versions
    SET ciphertext = '', key_id = '', value_digest = NULL, destroyed_at = $3, destroyed_by = $4
    WHERE setting_id = $1 AND version = $2)
  SELECT same.version FROM secure_settings_versions AS same JOIN goes ON same.value_digest = goes.value_digest
  WHERE same.setting_id = $1 AND same.version <> $2 ORDER BY same.version`;

const WRITE_ALL = `
  WITH given AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS given (
      id uuid, key text, version integer, category text, type text, description text, tags text[], constraints jsonb,
      sensitive boolean, expires_at timestamptz, ciphertext text, key_id text, created_at timestamptz,
      updated_at timestamptz, updated_by text, deleted_at timestamptz, operation text, request_id text, changed text[],
      value_digest text, same_value_as integer, rolled_back_to integer,
      based_on integer)),
  updated AS (
    UPDATE secure_settings AS stored
    SET version = given.version, category = given.category, type = given.type, description = given.description,
        tags = given.tags, constraints = given.constraints, sensitive = given.sensitive, expires_at = given.expires_at,
        ciphertext = given.ciphertext, key_id = given.key_id, updated_at = given.updated_at,
        updated_by = given.updated_by, deleted_at = given.deleted_at
    FROM given WHERE given.operation <> 'create' AND stored.id = given.id AND stored.version = given.based_on
    RETURNING stored.id),
  inserted AS (
    INSERT INTO secure_settings (id, key, version, category, type, description, tags, constraints, sensitive, expires_at,
                                 ciphertext, key_id, created_at, updated_at, updated_by)
    SELECT id, key, version, category, type, description, tags, constraints, sensitive, expires_at, ciphertext, key_id,
           created_at, updated_at, updated_by
    FROM given WHERE operation = 'create' RETURNING id),
  versions AS (
    INSERT INTO secure_settings_versions (
      setting_id, version, category, type, description, tags, constraints, sensitive, expires_at, ciphertext, key_id,
      actor, created_at, operation, request_id, changed, value_digest, same_value_as, rolled_back_to)
    SELECT id, version, category, type, description, tags, constraints, sensitive, expires_at, ciphertext, key_id,
           updated_by, updated_at, operation, request_id, changed, value_digest,
           greatest(same_value_as, (
             SELECT max(older.version) FROM secure_settings_versions AS older
             WHERE older.setting_id = given.id AND older.value_digest = given.value_digest)),
           rolled_back_to
    FROM given)
  SELECT (SELECT count(*)::int FROM updated) + (SELECT count(*)::int FROM inserted) AS count`;

/** Entities are for histories; what is read and written all the time is SQL. */
@Injectable()
export class TypeormSettingRepository extends SettingRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override async findByKey(key: string): Promise<Setting | undefined> {
    return (await this.database.query<Setting>(FIND, [key]))[0];
  }

  override async findSummary(key: string): Promise<SettingSummary | undefined> {
    return (await this.database.query<SettingSummary>(FIND_SUMMARY, [key]))[0];
  }

  override async findListed(key: string): Promise<ListedSetting | undefined> {
    return (await this.database.query<ListedSetting>(FIND_LISTED, [key]))[0];
  }

  override findByKeys(keys: readonly string[], maxBytes: number): Promise<readonly ListedSetting[]> {
    return this.database.query<ListedSetting>(FIND_BY_KEYS, [keys, maxBytes]);
  }

  override findByCategories(
    categories: readonly string[] | undefined,
    limit: number,
    maxBytes: number,
  ): Promise<readonly ListedSetting[]> {
    return this.database.query<ListedSetting>(FIND_BY_CATEGORIES, [categories, limit, maxBytes]);
  }

  override async findLatest(key: string): Promise<Pick<Setting, 'key' | 'version' | 'deletedAt'> | undefined> {
    return (await this.database.query<Setting>(FIND_LATEST, [key]))[0];
  }

  override async findDeleted(key: string): Promise<Setting | undefined> {
    return (await this.database.query<Setting>(FIND_DELETED, [key]))[0];
  }

  override async findVersion(settingId: string, version: number): Promise<SettingVersion | undefined> {
    return (await this.database.query<SettingVersion>(FIND_VERSION, [settingId, version]))[0];
  }

  override list(query: SettingQuery): Promise<CountedRows<ListedSetting>> {
    return this.page(LIST, query);
  }

  override listDeleted(query: SettingQuery): Promise<CountedRows<ListedSetting>> {
    return this.page(LIST_DELETED, query);
  }

  override listVersions(settingId: string, limit: number, before?: number): Promise<readonly SettingVersion[]> {
    return this.versions().find({
      where: { settingId, ...(before !== undefined && { version: LessThan(before) }) },
      order: { version: 'DESC' },
      take: limit,
    });
  }

  override async insert(setting: Setting, origin: VersionOrigin): Promise<void> {
    const { id, key, version, createdAt, updatedAt, updatedBy } = setting;
    this.database.guard(INSERT, [id, key, version, ...contentOf(setting), createdAt, updatedAt, updatedBy]);
    await this.addVersion(origin);
  }

  override async replace(setting: Setting, origin: VersionOrigin): Promise<void> {
    const { id, version, updatedAt, updatedBy } = setting;
    this.database.guard(REPLACE, [id, version, ...contentOf(setting), updatedAt, updatedBy]);
    await this.addVersion(origin);
  }

  override async remove(setting: Setting, origin: VersionOrigin): Promise<void> {
    this.database.guard(REMOVE, sealedOf(setting));
    await this.addVersion(origin);
  }

  override async restore(setting: Setting, origin: VersionOrigin): Promise<void> {
    this.database.guard(RESTORE, sealedOf(setting));
    await this.addVersion(origin);
  }

  override lockByKeys(keys: readonly string[]): Promise<readonly Setting[]> {
    return this.database.query<Setting>(LOCK_BY_KEYS, [keys.map((key) => key.toLowerCase())]);
  }

  override async lockCategoryAt(category: string, at: Date, limit: number): Promise<readonly SettingInTime[]> {
    const locked = await this.database.query<{ id: string }>(LOCK_CATEGORY, [category, at, limit]);
    const rows = await this.database.query<RowInTime>(READ_AT, [locked.map(({ id }) => id), at]);
    return rows.map(toSettingInTime);
  }

  override findByIds(ids: readonly string[]): Promise<readonly Setting[]> {
    return this.database.query<Setting>(FIND_BY_IDS, [ids]);
  }

  override findVersions(
    versions: readonly { readonly id: string; readonly version: number }[],
  ): Promise<readonly SettingVersion[]> {
    const [ids, numbers] = [versions.map(({ id }) => id), versions.map(({ version }) => version)];
    return this.database.query<SettingVersion>(FIND_VERSIONS, [ids, numbers]);
  }

  override async destroyVersion(
    { id }: Pick<Setting, 'id'>,
    version: number,
    at: Date,
    by: string | null,
  ): Promise<readonly number[]> {
    const rows = await this.database.query<{ version: number }>(DESTROY_VERSION, [id, version, at, by]);
    return rows.map((row) => row.version);
  }

  override async writeAll(changes: readonly SettingChange[]): Promise<void> {
    try {
      const [written] = await this.database.query<{ count: number }>(WRITE_ALL, [JSON.stringify(changes.map(toRow))]);
      if (written?.count !== changes.length) throw versionMismatch();
    } catch (error) {
      throw keyTaken(error) ?? error;
    }
  }

  private addVersion(origin: VersionOrigin): Promise<void> {
    const { operation, requestId, changed, valueDigest, sameValueAs, rolledBackTo } = origin;
    return this.database.write(ADD_VERSION, [operation, requestId, changed, valueDigest, sameValueAs, rolledBackTo]);
  }

  private async page(sql: string, query: SettingQuery): Promise<CountedRows<ListedSetting>> {
    const { category, type, text, tag, expiringBefore, after, limit } = query;
    const filter = [category, type, text, tag, expiringBefore];
    const found = await this.database.query<ListedSetting & { counted: number | null }>(sql, [...filter, after, limit]);
    const rows = found.map(({ counted: _counted, ...row }) => row);
    return after === undefined ? { rows, count: found[0]?.counted ?? 0 } : { rows };
  }

  private versions() {
    return this.database.manager().getRepository(SettingVersionEntity);
  }
}

/** For a setting whose properties stay. */
function sealedOf({ id, version, ciphertext, keyId, updatedAt, updatedBy }: Setting): readonly unknown[] {
  return [id, version, ciphertext, keyId, updatedAt, updatedBy];
}

/** In the order of both statements. */
function contentOf(setting: Setting): readonly unknown[] {
  const { category, type, description, tags, constraints, sensitive, expiresAt, ciphertext, keyId } = setting;
  return [category, type, description, tags, JSON.stringify(constraints), sensitive, expiresAt, ciphertext, keyId];
}

function toRow({ setting, basedOn, origin }: SettingChange): object {
  return {
    ...setting,
    based_on: basedOn,
    ...{ expires_at: setting.expiresAt, key_id: setting.keyId, created_at: setting.createdAt },
    ...{ updated_at: setting.updatedAt, updated_by: setting.updatedBy, deleted_at: setting.deletedAt },
    ...{ operation: origin.operation, request_id: origin.requestId, changed: origin.changed },
    ...{ value_digest: origin.valueDigest, same_value_as: origin.sameValueAs, rolled_back_to: origin.rolledBackTo },
  };
}

type RowInTime = SettingSummary & {
  readonly digest: string | null;
  readonly then:
    | (SettingProperties & {
        readonly version: number;
        readonly operation: SettingOperation;
        readonly isDestroyed: boolean;
      } & {
        readonly expiresAt: string | null;
        readonly digest: string | null;
      })
    | null;
};

function toSettingInTime({ digest, then, ...now }: RowInTime): SettingInTime {
  if (!then || then.operation === 'delete') return { now, then: null, isSameValue: false };
  const { version, isDestroyed, digest: digestThen, expiresAt, ...properties } = then;
  return {
    now,
    then: {
      ...propertiesOf({ ...properties, expiresAt: expiresAt === null ? null : new Date(expiresAt) }),
      version,
      isDestroyed,
    },
    isSameValue: digest !== null && digest === digestThen,
  };
}
