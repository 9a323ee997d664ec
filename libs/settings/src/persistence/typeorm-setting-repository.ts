import { Database } from '@gatehouse/database';
import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { type SettingQuery, SettingRepository, type VersionOrigin } from '../domain/setting-repository.ts';
import { propertiesOf, type Setting, type SettingProperties, type SettingVersion } from '../domain/setting.ts';
import { SettingEntity, SettingVersionEntity } from './setting.entity.ts';

@Injectable()
export class TypeormSettingRepository extends SettingRepository {
  constructor(private readonly database: Database) {
    super();
  }

  override async findByKey(key: string): Promise<Setting | undefined> {
    const found = await this.settings()
      .createQueryBuilder('s')
      .where('lower(s.key) = lower(:key) AND s.deletedAt IS NULL', { key })
      .getOne();
    return found ?? undefined;
  }

  override async findVersion(settingId: string, version: number): Promise<SettingVersion | undefined> {
    return (await this.versions().findOneBy({ settingId, version })) ?? undefined;
  }

  override list({ category, type, text, after, limit }: SettingQuery): Promise<readonly Setting[]> {
    const query = this.settings().createQueryBuilder('s').where('s.deletedAt IS NULL');
    if (category !== undefined) query.andWhere('s.category = :category', { category });
    if (type !== undefined) query.andWhere('s.type = :type', { type });
    if (text !== undefined)
      // position() takes the text as it is: no pattern characters to escape
      query.andWhere(
        '(position(lower(:text) IN lower(s.key)) > 0 OR position(lower(:text) IN lower(s.description)) > 0)',
        {
          text,
        },
      );
    if (after !== undefined) query.andWhere('s.key > :after', { after });
    return query.orderBy('s.key', 'ASC').limit(limit).getMany();
  }

  override listVersions(settingId: string, limit: number, before?: number): Promise<readonly SettingVersion[]> {
    return this.versions().find({
      where: { settingId, ...(before !== undefined && { version: LessThan(before) }) },
      order: { version: 'DESC' },
      take: limit,
    });
  }

  override async insert(setting: Setting, origin: VersionOrigin): Promise<boolean> {
    const result = await this.settings()
      .createQueryBuilder()
      .insert()
      .values({ ...rowOf(setting), deletedAt: null })
      .orIgnore()
      .returning('id')
      .execute();
    if ((result.raw as unknown[]).length === 0) return false;
    await this.addVersion(setting, origin);
    return true;
  }

  override async replace(setting: Setting, origin: VersionOrigin): Promise<boolean> {
    // of many at once, Postgres lets one through; for the others the condition no longer holds
    const place = { id: setting.id, version: setting.version - 1, deletedAt: IsNull() };
    const { affected } = await this.settings().update(place, rowOf(setting));
    if (affected !== 1) return false;
    await this.addVersion(setting, origin);
    return true;
  }

  private async addVersion(setting: Setting, origin: VersionOrigin): Promise<void> {
    const { category, type, description, tags, constraints, sensitive, expiresAt } = setting;
    await this.database.query(ADD_VERSION, [
      ...[setting.id, setting.version, category, type, description, tags, JSON.stringify(constraints), sensitive],
      ...[expiresAt, setting.ciphertext, setting.keyId, setting.updatedBy, setting.updatedAt],
      ...[origin.operation, origin.requestId, origin.changed, origin.valueDigest],
      ...[origin.sameValueAs, origin.rolledBackTo],
    ]);
  }

  private settings() {
    return this.database.manager().getRepository(SettingEntity);
  }

  private versions() {
    return this.database.manager().getRepository(SettingVersionEntity);
  }
}

/** Looks for the same value with the index on digests, and only among the versions of one setting. */
const ADD_VERSION = `
  INSERT INTO secure_settings_versions (
    setting_id, version, category, type, description, tags, constraints, sensitive, expires_at, ciphertext, key_id,
    actor, created_at, operation, request_id, changed, value_digest, same_value_as, rolled_back_to)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
    greatest($18::integer, (
      SELECT max(version) FROM secure_settings_versions WHERE setting_id = $1 AND value_digest = $17)),
    $19)`;

function columnsOf(properties: SettingProperties) {
  const { tags, constraints } = properties;
  return { ...propertiesOf(properties), tags: [...tags], constraints: { ...constraints } };
}

function rowOf(setting: Setting) {
  const { id, key, version, ciphertext, keyId, createdAt, updatedAt, updatedBy } = setting;
  return { ...columnsOf(setting), id, key, version, ciphertext, keyId, createdAt, updatedAt, updatedBy };
}
