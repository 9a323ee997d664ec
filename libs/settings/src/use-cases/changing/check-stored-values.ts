import { setImmediate } from 'node:timers/promises';
import { AuditTrail, currentRequestContext, GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { checkConstraints } from '../../domain/check-constraints.ts';
import { faultsOfValue, toSentences } from '../../domain/check-content.ts';
import { SettingRepository } from '../../domain/setting-repository.ts';
import type { SettingType } from '../../domain/setting-type.ts';
import type { ListedSetting, Setting, SettingConstraints } from '../../domain/setting.ts';
import { SettingVault } from '../sealing/setting-vault.ts';

const MAX_SETTINGS = 2_000;
const MAX_SEALED_BYTES = 2_500_000;
/** What is opened before others have their turn: a few milliseconds. */
const AT_ONCE = 100;
/** Less than an entry can hold. */
const MAX_NAMED = 200;

export interface StoredScope {
  readonly keys?: readonly string[] | undefined;
  readonly category?: string | undefined;
}

export interface Offender {
  readonly key: string;
  readonly version: number;
  /** What the value does not keep. Never quotes it. */
  readonly messages: readonly string[];
}

/** Finds out which stored values would break constraints that they do not have yet. */
@Injectable()
export class CheckStoredValues {
  constructor(
    private readonly settings: SettingRepository,
    private readonly vault: SettingVault,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Looks at the settings of this type only. What constraints say of a sensitive value says something of the value: it takes
   * the right to reveal it, and is recorded.
   * @throws PERMISSION_DENIED; VALIDATION_FAILED when these are too many
   */
  async execute(type: SettingType, constraints: SettingConstraints, scope: StoredScope): Promise<readonly Offender[]> {
    if (checkConstraints(type, constraints).length > 0) return [];
    const settings = (await this.find(scope)).filter((setting) => setting.type === type).map(withValue);
    const sensitive = settings.filter((setting) => setting.sensitive);
    if (sensitive.length > 0) await this.account(sensitive, type);
    const offenders: Offender[] = [];
    for (const [index, setting] of settings.entries()) {
      if (index % AT_ONCE === AT_ONCE - 1) await setImmediate();
      const messages = await this.faultsOf(setting, constraints);
      if (messages.length > 0) offenders.push({ key: setting.key, version: setting.version, messages });
    }
    return offenders;
  }

  private find({ keys, category }: StoredScope): Promise<readonly ListedSetting[]> {
    if (keys) return this.settings.findByKeys(keys, MAX_SEALED_BYTES);
    if (category === undefined) return Promise.resolve([]);
    return this.settings.findByCategories([category], MAX_SETTINGS, MAX_SEALED_BYTES);
  }

  private async account(sensitive: readonly Setting[], type: SettingType): Promise<void> {
    const principal = currentRequestContext()?.principal;
    if (principal && !principal.permissions.has('settings:reveal'))
      throw new GatehouseError(
        'PERMISSION_DENIED',
        'To check sensitive values tells something of them, which requires the permission settings:reveal.',
      );
    const settings = sensitive.slice(0, MAX_NAMED).map(({ key, version }) => ({ key, version }));
    await this.trail.recordAlone({
      type: 'settings_checked',
      action: 'check',
      status: 'success',
      details: { type, count: sensitive.length, settings },
    });
  }

  private async faultsOf(setting: Setting, constraints: SettingConstraints): Promise<readonly string[]> {
    try {
      const value = await this.vault.open(setting, setting);
      return toSentences(faultsOfValue(setting.type, value, constraints)).map(({ message }) => message);
    } catch (error) {
      if (error instanceof GatehouseError) return ['The stored value does not open.'];
      throw error;
    }
  }
}

function withValue(setting: ListedSetting): Setting {
  if (setting.ciphertext !== null) return setting;
  const message = 'These are more values than are checked at once. Name fewer keys.';
  throw new GatehouseError('VALIDATION_FAILED', message, { fields: [{ pointer: '/stored', message }] });
}
