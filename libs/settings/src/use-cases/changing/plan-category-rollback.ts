import { createHash } from 'node:crypto';
import { Clock, GatehouseError } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import { planCategoryRollback, type RollbackStep } from '../../domain/category-rollback.ts';
import { SettingRepository } from '../../domain/setting-repository.ts';
import type { Setting } from '../../domain/setting.ts';
import { checkMayShow } from './check-may-show.ts';

const MAX_SETTINGS = 2_000;
const MAX_FAULTS = 50;

export interface CategoryRollback {
  /** Stands for just these steps from just these versions. */
  readonly plan: string;
  readonly steps: readonly RollbackStep[];
  /** By id, the number of the version by which a deleted setting comes back. */
  readonly versions: ReadonlyMap<string, number>;
}

/** Finds out what a rollback of a category changes, and locks all of it. In a transaction. */
@Injectable()
export class PlanCategoryRollback {
  constructor(
    private readonly settings: SettingRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws VALIDATION_FAILED for a time to come, or for too many settings; SETTING_NOT_FOUND for a category that nothing is
   * or was in; SETTING_EXISTS when a key that comes back belongs to a setting elsewhere; PERMISSION_DENIED when it would
   * show a value to somebody who may not reveal it
   */
  async execute(category: string, at: Date): Promise<CategoryRollback> {
    const now = this.clock.now();
    if (at > now) throw invalid('/at', 'This time is still to come.');
    const settings = await this.settings.lockCategoryAt(category, at, MAX_SETTINGS + 1);
    if (settings.length > MAX_SETTINGS)
      throw invalid('/category', `A category of more than ${MAX_SETTINGS} settings cannot be rolled back as a whole.`);
    if (settings.length === 0)
      throw new GatehouseError('SETTING_NOT_FOUND', 'No setting is or was in this category. Check its spelling.');
    const steps = planCategoryRollback(category, settings, now);
    for (const { action, setting, then } of steps)
      if (then && (action === 'roll_back' || action === 'bring_back')) checkMayShow(setting, then);
    return { plan: tagOf(steps), steps, versions: await this.versionsOf(steps) };
  }

  /**
   * What comes back counts on where others left off that had its key meanwhile, so that no tag of theirs is one of it.
   * @throws SETTING_EXISTS
   */
  private async versionsOf(steps: readonly RollbackStep[]): Promise<ReadonlyMap<string, number>> {
    const back = steps.filter(({ action }) => action === 'bring_back').map(({ setting }) => setting);
    if (back.length === 0) return new Map();
    const removed = new Set(steps.filter(({ action }) => action === 'remove').map(({ setting }) => setting.id));
    const last = await this.settings.lockByKeys(back.map(({ key }) => key));
    const inTheWay = last.filter(({ id, deletedAt }) => deletedAt === null && !removed.has(id));
    if (inTheWay.length > 0) throw keysTaken(inTheWay);
    const numbers = new Map(
      last.map(({ id, key, version }) => [key.toLowerCase(), version + (removed.has(id) ? 1 : 0)]),
    );
    return new Map(
      back.map(({ id, key, version }) => [id, Math.max(version, numbers.get(key.toLowerCase()) ?? 0) + 1]),
    );
  }
}

function keysTaken(settings: readonly Setting[]): GatehouseError {
  return new GatehouseError('SETTING_EXISTS', 'Keys that would come back belong to other settings by now.', {
    fields: settings.slice(0, MAX_FAULTS).map(({ key, category }) => ({
      pointer: '/category',
      message: `The key ${key} belongs to a setting of the category ${category}.`,
    })),
  });
}

/** Says nothing of the values. */
function tagOf(steps: readonly RollbackStep[]): string {
  const facts = steps.map(({ action, setting, then }) => [action, setting.id, setting.version, then?.version ?? null]);
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
}

function invalid(pointer: string, message: string): GatehouseError {
  return new GatehouseError('VALIDATION_FAILED', message, { fields: [{ pointer, message }] });
}
