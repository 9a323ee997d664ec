import {
  type AuditEventType,
  Clock,
  currentRequestContext,
  GatehouseError,
  type JsonObject,
} from '@gatehouse/contracts';
import { uuidv7 } from '@gatehouse/crypto';
import { Injectable } from '@nestjs/common';
import type { GivenValue } from '../../domain/given-value.ts';
import type { SettingChange, VersionOrigin } from '../../domain/setting-change.ts';
import {
  changedProperties,
  propertiesOf,
  type Setting,
  type SettingContent,
  type SettingOperation,
  type SettingVersion,
} from '../../domain/setting.ts';
import { SettingVault } from '../sealing/setting-vault.ts';

const EVENTS: Readonly<Record<SettingOperation, AuditEventType>> = {
  create: 'setting_created',
  update: 'setting_updated',
  rollback: 'setting_rolled_back',
  delete: 'setting_deleted',
  restore: 'setting_restored',
};

/** Nothing can be known of such a value. */
const UNKNOWN: ReadonlySet<string> = new Set(['BINDING_MISMATCH', 'DECRYPTION_FAILED', 'SETTING_VERSION_DESTROYED']);

/** What is known of the current value: `undefined` when it does not open. */
export interface OpenedValue {
  readonly value: GivenValue | undefined;
}

/** How a version comes about that takes the place of another. */
export interface ReplacementOrigin {
  readonly operation: 'update' | 'rollback';
  /** The version that comes back. */
  readonly rolledBackTo?: number | null;
  /** The next one unless told. */
  readonly version?: number;
}

/** Seals the next version of a setting and says what its history and the audit log are to hold. Writes nothing. */
@Injectable()
export class ComposeChanges {
  constructor(
    private readonly vault: SettingVault,
    private readonly clock: Clock,
  ) {}

  creation(key: string, content: SettingContent, version: number): SettingChange {
    const now = this.clock.now();
    const setting = this.seal(
      { id: uuidv7(now), key, version, createdAt: now, updatedAt: now, deletedAt: null },
      content,
    );
    const after = this.vault.digestOf(content.value, setting);
    return changeOf('create', setting, originOf('create', { valueDigest: after }), { after });
  }

  /** @param current a deleted one comes back by it */
  replacement(
    current: Setting,
    { value: old }: OpenedValue,
    content: SettingContent,
    { operation, rolledBackTo = null, version = current.version + 1 }: ReplacementOrigin,
  ): SettingChange {
    const { id, key, createdAt } = current;
    const before = old === undefined ? null : this.vault.digestOf(old, current);
    const next = this.seal({ id, key, version, createdAt, updatedAt: this.clock.now(), deletedAt: null }, content);
    const after = this.vault.digestOf(content.value, next);
    const changed = [...changedProperties(current, next), ...(before === after ? [] : ['value'])];
    const sameValueAs = before === after ? current.version : rolledBackTo;
    const origin = originOf(operation, { changed, valueDigest: after, sameValueAs, rolledBackTo });
    const details = {
      ...(rolledBackTo !== null && { to: rolledBackTo }),
      // by it a value is shown to everybody who lists settings, or no more
      ...(next.sensitive !== current.sensitive && { sensitive: next.sensitive }),
      ...(current.deletedAt !== null && { restored: true }),
    };
    return { ...changeOf(operation, next, origin, { ...details, changed, before, after }), basedOn: current.version };
  }

  /**
   * @param old the version that comes back
   * @throws BINDING_MISMATCH, DECRYPTION_FAILED when it does not open
   */
  async rollback(current: Setting, old: SettingVersion, version: number): Promise<SettingChange> {
    const value = await this.vault.open(old, {
      id: current.id,
      key: current.key,
      version: old.version,
      type: old.type,
    });
    const origin = { operation: 'rollback', rolledBackTo: old.version, version } as const;
    return this.replacement(current, await this.openCurrent(current), { ...propertiesOf(old), value }, origin);
  }

  /** A value that no longer opens goes as it is: a setting can be deleted whatever became of it. */
  removal(current: Setting, { value }: OpenedValue): SettingChange {
    const now = this.clock.now();
    const next = this.next(current, value, { updatedAt: now, deletedAt: now });
    return changeOf('delete', next, this.sameContent('delete', current, value), {});
  }

  restoration(deleted: Setting, value: GivenValue): SettingChange {
    const next = this.next(deleted, value, { updatedAt: this.clock.now(), deletedAt: null });
    return changeOf('restore', next, this.sameContent('restore', deleted, value), {});
  }

  /**
   * A value that no longer opens can still be replaced, or the setting could never be repaired. The vault has told of it
   * by then, and the entry shows that nothing is known of the value before.
   */
  async openCurrent(current: Setting): Promise<OpenedValue> {
    try {
      return { value: await this.vault.open(current, current) };
    } catch (error) {
      if (error instanceof GatehouseError && UNKNOWN.has(error.code)) return { value: undefined };
      throw error;
    }
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
}

function changeOf(
  operation: SettingOperation,
  setting: Setting,
  origin: VersionOrigin,
  details: JsonObject,
): SettingChange {
  const { id, key, category, type, version } = setting;
  const entry = {
    type: EVENTS[operation],
    action: operation,
    status: 'success',
    resource: { type: 'setting', id, version: String(version) },
    details: { key, category, type, ...details },
  } as const;
  return { operation, setting, basedOn: version - 1, origin, entry };
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
