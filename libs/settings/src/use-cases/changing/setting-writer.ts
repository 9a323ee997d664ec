import {
  type AuditEventType,
  AuditTrail,
  Clock,
  currentRequestContext,
  GatehouseError,
  type JsonObject,
} from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import { SettingRepository, type VersionOrigin } from '../../domain/setting-repository.ts';
import type { GivenValue } from '../../domain/given-value.ts';
import {
  changedProperties,
  propertiesOf,
  type Setting,
  type SettingContent,
  type SettingOperation,
} from '../../domain/setting.ts';
import { SettingVault } from '../sealing/setting-vault.ts';

const EVENTS: Readonly<Record<SettingOperation, AuditEventType>> = {
  create: 'setting_created',
  update: 'setting_updated',
  rollback: 'setting_rolled_back',
  delete: 'setting_deleted',
  restore: 'setting_restored',
};

/** Seals the next version of a setting and writes it with its audit entry, in the optimistic unit of work of the caller. */
@Injectable()
export class SettingWriter {
  constructor(
    private readonly settings: SettingRepository,
    private readonly vault: SettingVault,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async create(key: string, content: SettingContent, version: number): Promise<Setting> {
    const now = this.clock.now();
    const setting = this.seal(
      { id: uuidv7(now), key, version, createdAt: now, updatedAt: now, deletedAt: null },
      content,
    );
    const after = this.vault.digestOf(content.value, setting);
    await this.settings.insert(setting, originOf('create', { valueDigest: after }));
    await this.record('create', setting, { after });
    return setting;
  }

  /** @param rolledBackTo the version that comes back */
  async replace(
    current: Setting,
    content: SettingContent,
    operation: 'update' | 'rollback',
    rolledBackTo: number | null = null,
  ): Promise<Setting> {
    const { id, key, createdAt } = current;
    const old = await this.openCurrent(current);
    const before = old === undefined ? null : this.vault.digestOf(old, current);
    const next = this.seal(
      { id, key, version: current.version + 1, createdAt, updatedAt: this.clock.now(), deletedAt: null },
      content,
    );
    const after = this.vault.digestOf(content.value, next);
    const changed = [...changedProperties(current, next), ...(before === after ? [] : ['value'])];
    const sameValueAs = before === after ? current.version : rolledBackTo;
    const origin = originOf(operation, { changed, valueDigest: after, sameValueAs, rolledBackTo });
    const details = {
      ...(rolledBackTo !== null && { to: rolledBackTo }),
      // by it a value is shown to everybody who lists settings, or no more
      ...(next.sensitive !== current.sensitive && { sensitive: next.sensitive }),
    };
    await this.settings.replace(next, origin);
    await this.record(operation, next, { ...details, changed, before, after });
    return next;
  }

  /** A value that no longer opens goes as it is: a setting can be deleted whatever became of it. */
  async remove(current: Setting): Promise<Setting> {
    const value = await this.openCurrent(current);
    const now = this.clock.now();
    const next = this.next(current, value, { updatedAt: now, deletedAt: now });
    await this.settings.remove(next, this.sameContent('delete', current, value));
    await this.record('delete', next, {});
    return next;
  }

  async restore(deleted: Setting, value: GivenValue): Promise<Setting> {
    const next = this.next(deleted, value, { updatedAt: this.clock.now(), deletedAt: null });
    await this.settings.restore(next, this.sameContent('restore', deleted, value));
    await this.record('restore', next, {});
    return next;
  }

  /** The next version with the same content. */
  private next(
    current: Setting,
    value: GivenValue | undefined,
    times: Pick<Setting, 'updatedAt' | 'deletedAt'>,
  ): Setting {
    const place = { ...current, ...times, version: current.version + 1 };
    if (value) return this.seal(place, { ...propertiesOf(current), value });
    return { ...place, updatedBy: currentActor() };
  }

  private sameContent(operation: SettingOperation, current: Setting, value: GivenValue | undefined): VersionOrigin {
    if (!value) return originOf(operation, { valueDigest: null });
    return originOf(operation, { valueDigest: this.vault.digestOf(value, current), sameValueAs: current.version });
  }

  private seal(
    place: Pick<Setting, 'id' | 'key' | 'version' | 'createdAt' | 'updatedAt' | 'deletedAt'>,
    { value, ...properties }: SettingContent,
  ): Setting {
    return {
      ...place,
      ...properties,
      updatedBy: currentActor(),
      ...this.vault.seal(value, { ...place, type: properties.type }),
    };
  }

  /**
   * A value that no longer opens can still be replaced, or the setting could never be repaired. The vault has told of it
   * by then, and the entry shows that nothing is known of the value before.
   */
  private async openCurrent(current: Setting): Promise<GivenValue | undefined> {
    try {
      return await this.vault.open(current, current);
    } catch (error) {
      if (error instanceof GatehouseError && (error.code === 'BINDING_MISMATCH' || error.code === 'DECRYPTION_FAILED'))
        return undefined;
      throw error;
    }
  }

  private record(operation: SettingOperation, setting: Setting, details: JsonObject): Promise<void> {
    const { id, key, category, type, version } = setting;
    return this.trail.record({
      type: EVENTS[operation],
      action: operation,
      status: 'success',
      resource: { type: 'setting', id, version: String(version) },
      details: { key, category, type, ...details },
    });
  }
}

function currentActor(): string | null {
  return currentRequestContext()?.principal?.id ?? null;
}

function originOf(
  operation: SettingOperation,
  history: Partial<VersionOrigin> & Pick<VersionOrigin, 'valueDigest'>,
): VersionOrigin {
  const requestId = currentRequestContext()?.requestId ?? null;
  return { operation, requestId, changed: [], sameValueAs: null, rolledBackTo: null, ...history };
}
