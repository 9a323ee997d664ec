import { setImmediate } from 'node:timers/promises';
import { currentRequestContext, type FieldFault, GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { GivenValue } from '../../domain/given-value.ts';
import type { SettingChange } from '../../domain/setting-change.ts';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { SettingRepository } from '../../domain/setting-repository.ts';
import type { Setting, SettingContent } from '../../domain/setting.ts';
import { faultsOfKeys } from '../../domain/transfer/check-entries.ts';
import type { LineFault, ReadEntry, ReadFile } from '../../domain/transfer/read-entry.ts';
import { ComposeChanges } from './compose-changes.ts';
import { contentOfEntry } from './content-of-entry.ts';
import { SettingWriter } from './setting-writer.ts';

/** What is worked on before others have their turn: a few milliseconds. */
const AT_ONCE = 50;
/** Nobody corrects more at a time. */
const MAX_FAULTS = 50;

/** `withheld`: the caller may not reveal the value, and would learn from the answer whether the new one is the same. */
export type ImportOutcome = 'create' | 'update' | 'unchanged' | 'withheld';

export interface ImportedSetting {
  readonly key: string;
  readonly line: number;
  readonly outcome: ImportOutcome;
  readonly content: SettingContent;
  /** Of the setting as it is, after an import that was no rehearsal. */
  readonly version: number | null;
  /** Null for one that does not exist, or does not open. */
  readonly before: GivenValue | null;
}

/** Takes the values of a file: all of them in one transaction, or none. */
@Injectable()
export class ImportSettings {
  constructor(
    private readonly settings: SettingRepository,
    private readonly compose: ComposeChanges,
    private readonly writer: SettingWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SettingMetrics,
  ) {}

  /**
   * @param category of settings that do not exist yet
   * @param isRehearsal whether nothing is to be written
   * @throws SETTING_VALUE_INVALID with every fault, by line; SETTING_EXISTS, VERSION_MISMATCH when others were faster
   */
  execute(file: ReadFile, category: string | undefined, isRehearsal: boolean): Promise<readonly ImportedSetting[]> {
    return this.metrics.observe('import', async () => {
      refuse(file.faults.length > 0 ? file.faults : faultsOfKeys(file.entries));
      return this.unitOfWork.run(() => this.import(file.entries, category, isRehearsal));
    });
  }

  private async import(entries: readonly ReadEntry[], category: string | undefined, isRehearsal: boolean) {
    const found = await this.settings.lockByKeys(entries.map(({ key }) => key));
    const byKey = new Map(found.map((setting) => [setting.key.toLowerCase(), setting]));
    const faults: LineFault[] = [];
    const imported: ImportedSetting[] = [];
    const changes: SettingChange[] = [];
    for (const [index, entry] of entries.entries()) {
      if (index % AT_ONCE === AT_ONCE - 1) await setImmediate();
      const stored = byKey.get(entry.key.toLowerCase());
      const current = stored?.deletedAt === null ? stored : undefined;
      const content = contentOfEntry(entry, current, category);
      if ('faults' in content) faults.push(...content.faults);
      else if (faults.length === 0) {
        const { change, ...one } = await this.compare(entry, content, current, stored?.version ?? 0);
        if (change && !isRehearsal) changes.push(change);
        imported.push(isRehearsal ? rehearsed(one) : one);
      }
    }
    refuse(faults);
    if (!isRehearsal) await this.writer.writeAll(changes);
    return imported;
  }

  private async compare(
    { key, line }: ReadEntry,
    content: SettingContent,
    current: Setting | undefined,
    lastVersion: number,
  ): Promise<ImportedSetting & { readonly change?: SettingChange }> {
    const place = { key, line, content };
    if (!current) {
      const change = this.compose.creation(key, content, lastVersion + 1);
      return { ...place, outcome: 'create', before: null, version: change.setting.version, change };
    }
    const old = await this.compose.openCurrent(current);
    const before = old.value ?? null;
    if (before?.text === content.value.text)
      return { ...place, outcome: 'unchanged', before, version: current.version };
    const change = this.compose.replacement(current, old, content, { operation: 'update' });
    return { ...place, outcome: 'update', before, version: change.setting.version, change };
  }
}

/** Nobody finds out by rehearsals, of which the log has nothing, what a value is that he may not reveal. */
function rehearsed(one: ImportedSetting): ImportedSetting {
  const principal = currentRequestContext()?.principal;
  const mayReveal = !principal || principal.permissions.has('settings:reveal');
  const isHidden = one.outcome !== 'create' && one.content.sensitive && !mayReveal;
  return { ...one, version: null, ...(isHidden && { outcome: 'withheld' as const }) };
}

/** @throws SETTING_VALUE_INVALID when there are any */
function refuse(faults: readonly LineFault[]): void {
  if (faults.length === 0) return;
  const more = faults.length > MAX_FAULTS ? ` The first ${MAX_FAULTS} of ${faults.length} are listed.` : '';
  throw new GatehouseError('SETTING_VALUE_INVALID', `Nothing was imported. Correct the listed lines.${more}`, {
    fields: faults.slice(0, MAX_FAULTS).map(toField),
  });
}

function toField({ line, key, message }: LineFault): FieldFault {
  return { pointer: `/lines/${line}`, message: `Line ${line}${key === undefined ? '' : ` (${key})`} ${message}.` };
}
