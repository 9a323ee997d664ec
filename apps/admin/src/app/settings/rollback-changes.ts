import type { SettingSummary, SettingVersion } from '@gatehouse/api-client';
import type { Confirmation } from '../ui/confirm-dialog.ts';
import { fieldName } from './field-names.ts';
import { valueChangedSince } from './three-way.ts';

type Change = NonNullable<Confirmation['changes']>[number];

/** What a version does not tell of itself; only that it was changed since is known. */
const UNTOLD = ['tags', 'constraints', 'sensitive', 'expiresAt'] as const;

/**
 * What a rollback would change, and nothing that it would not.
 * @param versions the newest first, as far as they are loaded
 */
export function rollbackChanges(
  setting: SettingSummary,
  target: SettingVersion,
  versions: readonly SettingVersion[],
): readonly Change[] {
  const since = versions.filter(({ version }) => version > target.version);
  const mayDiffer = (field: string): boolean =>
    since.length === 0 || since.some(({ changed }) => changed === null || changed.includes(field));
  const then = $localize`as in v${target.version}:VERSION:`;
  const told = (['category', 'type', 'description'] as const).map((field) => ({
    ...{ name: fieldName(field), before: setting[field] || '–', after: target[field] || '–' },
  }));
  const untold = UNTOLD.filter(mayDiffer).map((field) => ({
    ...{ name: fieldName(field), before: $localize`as now`, after: then },
  }));
  const value = { name: fieldName('value'), before: $localize`as now, masked`, after: then };
  return [
    ...(valueChangedSince(versions, target.version) ? [value] : []),
    ...told.filter(({ before, after }) => before !== after),
    ...untold,
  ];
}
