import { setImmediate } from 'node:timers/promises';
import { AuditTrail, GatehouseError, type JsonObject, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { SettingRepository } from '../../domain/setting-repository.ts';
import type { ListedSetting } from '../../domain/setting.ts';
import type { EnvReader } from '../../domain/transfer/env-readers.ts';
import { MAX_FILE_BYTES, MAX_FILE_SETTINGS } from '../../domain/transfer/file-limits.ts';
import { writeEnvFile } from '../../domain/transfer/write-env-file.ts';
import { writeJsonFile } from '../../domain/transfer/write-json-file.ts';
import { writeYamlFile } from '../../domain/transfer/write-yaml-file.ts';
import type { WrittenFile, WrittenSetting } from '../../domain/transfer/written-setting.ts';
import { SettingVault } from '../sealing/setting-vault.ts';

/** More than the largest file is made from: sealed, a value has a third more bytes, and some hundred besides. */
const MAX_SEALED_BYTES = 2_500_000;
/** What is opened before others have their turn: a few milliseconds. */
const AT_ONCE = 100;
/** Less than an entry can hold. */
const MAX_NAMED_BYTES = 48 * 1024;

export type ExportFormat =
  { readonly format: 'env'; readonly reader: EnvReader } | { readonly format: 'json' } | { readonly format: 'yaml' };

/** Writes values into a file for other programs, once the log holds which ones. */
@Injectable()
export class ExportSettings {
  constructor(
    private readonly settings: SettingRepository,
    private readonly vault: SettingVault,
    private readonly trail: AuditTrail,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SettingMetrics,
  ) {}

  /**
   * @param categories all when there are none
   * @throws SETTING_NOT_FOUND when none is in these categories; VALIDATION_FAILED when they are too much for one file;
   * BINDING_MISMATCH, DECRYPTION_FAILED
   */
  execute(target: ExportFormat, categories?: readonly string[]): Promise<WrittenFile> {
    return this.metrics.observe('export', () => this.unitOfWork.optimistic(() => this.export(target, categories)));
  }

  private async export(target: ExportFormat, categories: readonly string[] | undefined): Promise<WrittenFile> {
    const found = await this.settings.findByCategories(categories, MAX_FILE_SETTINGS + 1, MAX_SEALED_BYTES);
    if (found.length === 0 && categories)
      throw new GatehouseError('SETTING_NOT_FOUND', 'No setting is in this category. Check its spelling.');
    if (found.length > MAX_FILE_SETTINGS) throw tooMuch(`more than ${MAX_FILE_SETTINGS} settings`);
    const file = write(target, await this.open(found));
    // an import would not take it
    if (Buffer.byteLength(file.text) > MAX_FILE_BYTES) throw tooMuch(LARGE);
    await this.trail.recordAlone({
      type: 'settings_exported',
      action: 'export',
      status: 'success',
      details: {
        ...target,
        ...(categories && { categories }),
        ...namesOf(found),
        ...(file.leftOut.length > 0 && { leftOut: file.leftOut.length }),
      },
    });
    return file;
  }

  private async open(found: readonly ListedSetting[]): Promise<readonly WrittenSetting[]> {
    const opened: WrittenSetting[] = [];
    for (const setting of found) {
      if (setting.ciphertext === null) throw tooMuch(LARGE);
      if (opened.length % AT_ONCE === AT_ONCE - 1) await setImmediate();
      const { key, type } = setting;
      opened.push({ key, type, value: await this.vault.open(setting, setting) });
    }
    return opened;
  }
}

function write(target: ExportFormat, settings: readonly WrittenSetting[]): WrittenFile {
  switch (target.format) {
    case 'env':
      return writeEnvFile(settings, target.reader);
    case 'json':
      return writeJsonFile(settings);
    case 'yaml':
      return writeYamlFile(settings);
  }
}

/** Each of them with its version; of very many, their number. */
function namesOf(found: readonly ListedSetting[]): JsonObject {
  const settings = found.map(({ key, version }) => ({ key, version }));
  const isNamed = Buffer.byteLength(JSON.stringify(settings)) <= MAX_NAMED_BYTES;
  return { count: found.length, ...(isNamed && { settings }) };
}

const LARGE = 'more than 1 MiB';

function tooMuch(what: string): GatehouseError {
  const message = `These are ${what}. Export one category at a time.`;
  return new GatehouseError('VALIDATION_FAILED', message, { fields: [{ pointer: '/category', message }] });
}
