import { type JsonValue, type Principal, runInRequestContext } from '@gatehouse/contracts';
import { KeyRing, RingSecretBox } from '@gatehouse/crypto';
import { createTestDatabase, type TestDatabase } from '@gatehouse/database/testing';
import { FakeAlertSink, FakeAuditTrail, FakeSensitiveDigest, FixedClock } from '@gatehouse/testing';
import { type ObservedOperation, SettingMetrics } from './domain/setting-metrics.ts';
import { givenValue } from './domain/given-value.ts';
import type { SettingContent } from './domain/setting.ts';
import { SettingEntity, SettingVersionEntity } from './persistence/setting.entity.ts';
import { TypeormSettingRepository } from './persistence/typeorm-setting-repository.ts';
import { CheckSetting } from './use-cases/changing/check-setting.ts';
import { CheckStoredValues } from './use-cases/changing/check-stored-values.ts';
import { ComposeChanges } from './use-cases/changing/compose-changes.ts';
import { CreateSetting } from './use-cases/changing/create-setting.ts';
import { DeleteSetting } from './use-cases/changing/delete-setting.ts';
import { ImportSettings } from './use-cases/changing/import-settings.ts';
import { ExportSettings } from './use-cases/reading/export-settings.ts';
import { DestroySettingVersion } from './use-cases/changing/destroy-setting-version.ts';
import { DiffSettingVersions } from './use-cases/reading/diff-setting-versions.ts';
import { FindSetting } from './use-cases/reading/find-setting.ts';
import { ListSettingVersions } from './use-cases/reading/list-setting-versions.ts';
import { ListSettings } from './use-cases/reading/list-settings.ts';
import { PatchSetting } from './use-cases/changing/patch-setting.ts';
import { ResolveSettings } from './use-cases/reading/resolve-settings.ts';
import { RestoreSetting } from './use-cases/changing/restore-setting.ts';
import { RevealSetting } from './use-cases/reading/reveal-setting.ts';
import { PlanCategoryRollback } from './use-cases/changing/plan-category-rollback.ts';
import { RollBackCategory } from './use-cases/changing/roll-back-category.ts';
import { RollBackSetting } from './use-cases/changing/roll-back-setting.ts';
import { SettingAlarm } from './use-cases/sealing/setting-alarm.ts';
import { SettingVault } from './use-cases/sealing/setting-vault.ts';
import { SettingWriter } from './use-cases/changing/setting-writer.ts';
import { ShowSetting } from './use-cases/reading/show-setting.ts';
import { UpdateSetting } from './use-cases/changing/update-setting.ts';
import { ValidateSetting } from './use-cases/changing/validate-setting.ts';

/** Remembers what would be counted. */
export class FakeSettingMetrics extends SettingMetrics {
  readonly counted: string[] = [];

  override async observe<T>(operation: ObservedOperation, work: () => Promise<T>): Promise<T> {
    const result = await work();
    this.counted.push(operation);
    return result;
  }

  override timeCrypto<T>(_operation: string, work: () => T): T {
    return work();
  }

  override countCryptoFailure(operation: string, reason: string): void {
    this.counted.push(`${operation}:${reason}`);
  }

  override observeViewAge(milliseconds: number): void {
    this.counted.push(`views:${milliseconds}`);
  }

  override countInvalidValue(type: string): void {
    this.counted.push(`invalid:${type}`);
  }
}

export function content(value: JsonValue, overrides: Partial<SettingContent> = {}): SettingContent {
  const type = overrides.type ?? 'string';
  const plain = { category: 'mail', description: '', tags: [], constraints: {}, sensitive: true, expiresAt: null };
  return { ...plain, type, value: givenValue(type, value), ...overrides };
}

/** The use cases over a database of their own. */
export async function createSettingsFixture() {
  const db: TestDatabase = await createTestDatabase({ entities: [SettingEntity, SettingVersionEntity] });
  const trail = new FakeAuditTrail(db.unitOfWork);
  const alerts = new FakeAlertSink();
  const metrics = new FakeSettingMetrics();
  const clock = new FixedClock();
  const box = new RingSecretBox(KeyRing.parse(`k1:${Buffer.alloc(32, 7).toString('base64url')}`));
  const settings = new TypeormSettingRepository(db.database);
  const alarm = new SettingAlarm(trail, alerts, metrics);
  const vault = new SettingVault(box, new FakeSensitiveDigest(), metrics, alarm);
  const compose = new ComposeChanges(vault, clock);
  const writer = new SettingWriter(settings, compose, trail);
  const find = new FindSetting(settings);
  const show = new ShowSetting(vault);
  const check = new CheckSetting(metrics);
  return {
    db,
    trail,
    alerts,
    metrics,
    clock,
    box,
    settings,
    find,
    show,
    create: new CreateSetting(check, settings, writer, db.unitOfWork, metrics),
    update: new UpdateSetting(check, find, writer, db.unitOfWork, metrics),
    patch: new PatchSetting(find, vault, check, writer, db.unitOfWork, metrics),
    validate: new ValidateSetting(settings),
    checkStored: new CheckStoredValues(settings, vault, trail),
    rollBack: new RollBackSetting(find, writer, db.unitOfWork, metrics),
    rollBackCategory: new RollBackCategory(
      new PlanCategoryRollback(settings, clock),
      settings,
      compose,
      writer,
      db.unitOfWork,
      metrics,
    ),
    destroy: new DestroySettingVersion(settings, find, trail, clock, db.unitOfWork, metrics),
    diff: new DiffSettingVersions(find, vault, trail, metrics),
    remove: new DeleteSetting(find, writer, db.unitOfWork, metrics),
    restore: new RestoreSetting(settings, vault, writer, db.unitOfWork, metrics),
    resolve: new ResolveSettings(settings, vault, trail, db.unitOfWork, metrics),
    export: new ExportSettings(settings, vault, trail, db.unitOfWork, metrics),
    import: new ImportSettings(settings, compose, writer, db.unitOfWork, metrics),
    reveal: new RevealSetting(find, vault, trail, db.unitOfWork, metrics),
    list: new ListSettings(settings, show),
    versions: new ListSettingVersions(find, settings),
    as: <T>(userId: string, work: () => T): T => {
      const principal: Principal = { kind: 'user', id: userId, role: 'admin', permissions: new Set(), tokenId: 't' };
      return runInRequestContext({ requestId: `request-of-${userId}`, principal }, work);
    },
    /** Everything that the database holds, as text: to search for what must not be there. */
    async dump(): Promise<string> {
      const { rows } = await db.owner.query<{ dump: string }>(
        "SELECT schema_to_xml('public', true, false, '')::text AS dump",
      );
      return rows[0]?.dump ?? '';
    },
    close: () => db.close(),
  };
}
export type SettingsFixture = Awaited<ReturnType<typeof createSettingsFixture>>;
