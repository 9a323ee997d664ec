import { createHash } from 'node:crypto';
import { AuditTrail, type FieldFault, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { SettingRepository } from '../../domain/setting-repository.ts';
import type { ListedSetting, Setting } from '../../domain/setting.ts';
import type { RevealedSetting } from './reveal-setting.ts';
import { SettingVault } from '../sealing/setting-vault.ts';

/** Of 1 MiB of values. A larger answer would hold up everybody else's. */
const MAX_SEALED_BYTES = 1_500_000;

export interface ResolvedSettings {
  /** Stands for these versions of these settings, in this order. */
  readonly tag: string;
  /** In the order of the keys; `undefined` when the caller has them already. */
  readonly settings: readonly RevealedSetting[] | undefined;
}

/** Gives a service all the values that it names, or none: with one query, and once the log holds which ones it got. */
@Injectable()
export class ResolveSettings {
  constructor(
    private readonly settings: SettingRepository,
    private readonly vault: SettingVault,
    private readonly trail: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SettingMetrics,
  ) {}

  /**
   * @param isKnown whether the caller has what a tag stands for: then no value is opened and nothing is recorded
   * @throws SETTING_NOT_FOUND that names each missing key; VALIDATION_FAILED when the values are too much for one answer;
   * BINDING_MISMATCH, DECRYPTION_FAILED
   */
  execute(keys: readonly string[], isKnown: (tag: string) => boolean): Promise<ResolvedSettings> {
    return this.metrics.observe('resolve', () => this.unitOfWork.optimistic(() => this.resolve(keys, isKnown)));
  }

  private async resolve(keys: readonly string[], isKnown: (tag: string) => boolean): Promise<ResolvedSettings> {
    const found = inOrder(keys, await this.settings.findByKeys(keys, MAX_SEALED_BYTES));
    const tag = tagOf(found);
    if (isKnown(tag)) return { tag, settings: undefined };
    const settings = await Promise.all(found.map((setting) => this.open(setting)));
    await this.trail.recordAlone({
      type: 'settings_resolved',
      action: 'resolve',
      status: 'success',
      details: { settings: found.map(({ key, version }) => ({ key, version })) },
    });
    return { tag, settings };
  }

  private async open(setting: Setting): Promise<RevealedSetting> {
    const { key, version, type } = setting;
    return { key, version, type, value: await this.vault.open(setting, setting) };
  }
}

/** @throws SETTING_NOT_FOUND, VALIDATION_FAILED */
function inOrder(keys: readonly string[], found: readonly ListedSetting[]): readonly Setting[] {
  const byKey = new Map(found.map((setting) => [setting.key, setting]));
  const missing: FieldFault[] = [];
  const settings = keys.flatMap((key, index) => {
    const setting = byKey.get(key);
    if (!setting) missing.push({ pointer: `/keys/${index}`, message: `No setting has the key ${key}.` });
    else if (setting.ciphertext === null) throw tooMuch();
    else return setting;
    return [];
  });
  if (missing.length === 0) return settings;
  throw new GatehouseError('SETTING_NOT_FOUND', 'Some keys have no setting, so no value is given.', {
    fields: missing,
  });
}

function tooMuch(): GatehouseError {
  const message = 'These values are more than 1 MiB together. Ask for fewer at a time.';
  return new GatehouseError('VALIDATION_FAILED', message, { fields: [{ pointer: '/keys', message }] });
}

/** Says nothing of the values. */
function tagOf(settings: readonly Setting[]): string {
  const versions = JSON.stringify(settings.map(({ id, version }) => [id, version]));
  return `"${createHash('sha256').update(versions).digest('base64url')}"`;
}
