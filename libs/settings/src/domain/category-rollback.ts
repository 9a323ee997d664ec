import { changedProperties, type SettingProperties, type SettingSummary } from './setting.ts';

/** A setting that is in a category, or was at some time. */
export interface SettingInTime {
  readonly now: SettingSummary;
  /** Its version of that time; null when it did not exist yet, or was deleted. */
  readonly then: (SettingProperties & { readonly version: number; readonly isDestroyed: boolean }) | null;
  /** Whether the values of both are known to be the same. */
  readonly isSameValue: boolean;
}

/**
 * `roll_back`: an older version comes back. `bring_back`: of a deleted setting. `remove`: it did not exist then.
 * `keep_expired`, `keep_destroyed`: it stays as it is, because the value of that time has expired by now, or was destroyed.
 */
export const ROLLBACK_ACTIONS = ['roll_back', 'bring_back', 'remove', 'keep_expired', 'keep_destroyed'] as const;
export type RollbackAction = (typeof ROLLBACK_ACTIONS)[number];

export interface RollbackStep {
  readonly action: RollbackAction;
  readonly setting: SettingSummary;
  /** Of that time. */
  readonly then: SettingInTime['then'];
}

/** What has to change for a category to be as it was; what is as it was needs no step. In the order of keys. */
export function planCategoryRollback(
  category: string,
  settings: readonly SettingInTime[],
  now: Date,
): readonly RollbackStep[] {
  return settings
    .flatMap((one) => {
      const action = actionOf(category, one, now);
      return action ? [{ action, setting: one.now, then: one.then }] : [];
    })
    .sort((a, b) => (a.setting.key < b.setting.key ? -1 : 1));
}

function actionOf(
  category: string,
  { now, then, isSameValue }: SettingInTime,
  moment: Date,
): RollbackAction | undefined {
  const isThere = now.deletedAt === null;
  // it was elsewhere then: what became of it there is no matter of this category
  if (then?.category !== category && !(isThere && now.category === category)) return undefined;
  if (!then) return 'remove';
  if (isThere && (now.version === then.version || (isSameValue && changedProperties(now, then).length === 0)))
    return undefined;
  if (then.isDestroyed) return 'keep_destroyed';
  if (then.expiresAt !== null && then.expiresAt <= moment) return 'keep_expired';
  return isThere ? 'roll_back' : 'bring_back';
}
