import { AuditTrail } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { GivenValue } from '../../domain/given-value.ts';
import type { SettingChange } from '../../domain/setting-change.ts';
import { SettingRepository } from '../../domain/setting-repository.ts';
import type { Setting, SettingContent, SettingVersion } from '../../domain/setting.ts';
import { ComposeChanges } from './compose-changes.ts';

/** One statement carries so many changes, and one their entries. */
const BATCH = 500;

/** Writes versions with their audit entries: one in the optimistic unit of work of the caller, many in its transaction. */
@Injectable()
export class SettingWriter {
  constructor(
    private readonly settings: SettingRepository,
    private readonly compose: ComposeChanges,
    private readonly trail: AuditTrail,
  ) {}

  create(key: string, content: SettingContent, version: number): Promise<Setting> {
    return this.write(this.compose.creation(key, content, version));
  }

  async update(current: Setting, content: SettingContent): Promise<Setting> {
    const old = await this.compose.openCurrent(current);
    return this.write(this.compose.replacement(current, old, content, { operation: 'update' }));
  }

  /** @throws BINDING_MISMATCH, DECRYPTION_FAILED */
  async rollBack(current: Setting, old: SettingVersion): Promise<Setting> {
    return this.write(await this.compose.rollback(current, old, current.version + 1));
  }

  async remove(current: Setting): Promise<Setting> {
    return this.write(this.compose.removal(current, await this.compose.openCurrent(current)));
  }

  restore(deleted: Setting, value: GivenValue): Promise<Setting> {
    return this.write(this.compose.restoration(deleted, value));
  }

  /** @throws VERSION_MISMATCH, SETTING_EXISTS when others were faster: then nothing of the transaction may stay */
  async writeAll(changes: readonly SettingChange[]): Promise<void> {
    // first those that give their keys free
    const isRemoval = ({ operation }: SettingChange) => operation === 'delete';
    for (const group of [changes.filter(isRemoval), changes.filter((change) => !isRemoval(change))])
      for (let start = 0; start < group.length; start += BATCH) {
        const batch = group.slice(start, start + BATCH);
        await this.settings.writeAll(batch);
        await this.trail.recordAll(batch.map(({ entry }) => entry));
      }
  }

  private async write({ operation, setting, origin, entry }: SettingChange): Promise<Setting> {
    switch (operation) {
      case 'create':
        await this.settings.insert(setting, origin);
        break;
      case 'delete':
        await this.settings.remove(setting, origin);
        break;
      case 'restore':
        await this.settings.restore(setting, origin);
        break;
      case 'update':
      case 'rollback':
        await this.settings.replace(setting, origin);
    }
    await this.trail.record(entry);
    return setting;
  }
}
