import { setImmediate } from 'node:timers/promises';
import { GatehouseError, UnitOfWork } from '@gatehouse/contracts';
import { Injectable } from '@nestjs/common';
import type { RollbackStep } from '../../domain/category-rollback.ts';
import type { SettingChange } from '../../domain/setting-change.ts';
import { SettingMetrics } from '../../domain/setting-metrics.ts';
import { SettingRepository } from '../../domain/setting-repository.ts';
import type { Setting, SettingVersion } from '../../domain/setting.ts';
import { ComposeChanges } from './compose-changes.ts';
import { type CategoryRollback, PlanCategoryRollback } from './plan-category-rollback.ts';
import { SettingWriter } from './setting-writer.ts';

/** So many values are in memory at a time. */
const AT_ONCE = 50;

/** Makes a category what it was at a time: all of it in one transaction, each setting by a new version of its own. */
@Injectable()
export class RollBackCategory {
  constructor(
    private readonly plan: PlanCategoryRollback,
    private readonly settings: SettingRepository,
    private readonly compose: ComposeChanges,
    private readonly writer: SettingWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly metrics: SettingMetrics,
  ) {}

  /** What `execute` would do now. @throws as `PlanCategoryRollback` */
  preview(category: string, at: Date): Promise<CategoryRollback> {
    return this.unitOfWork.run(() => this.plan.execute(category, at));
  }

  /**
   * @param expectedPlan that of a preview: nothing happens unless it is still the same
   * @throws as `PlanCategoryRollback`; VERSION_MISMATCH, BINDING_MISMATCH, DECRYPTION_FAILED
   */
  execute(category: string, at: Date, expectedPlan?: string): Promise<CategoryRollback> {
    return this.metrics.observe('category_rollback', () =>
      this.unitOfWork.run(async () => {
        const rollback = await this.plan.execute(category, at);
        if (expectedPlan !== undefined && expectedPlan !== rollback.plan) throw planChanged();
        await this.carryOut(rollback);
        return rollback;
      }),
    );
  }

  private async carryOut({ steps, versions }: CategoryRollback): Promise<void> {
    // first, so that their keys are free
    await this.inBatches(
      steps.filter(({ action }) => action === 'remove'),
      async ({ current }) => this.compose.removal(current, await this.compose.openCurrent(current)),
    );
    await this.inBatches(
      steps.filter(({ action }) => action === 'roll_back' || action === 'bring_back'),
      ({ current, old }) => {
        if (!old) throw new GatehouseError('SETTING_VERSION_NOT_FOUND', `A version of ${current.key} is gone.`);
        return this.compose.rollback(current, old, versions.get(current.id) ?? current.version + 1);
      },
    );
  }

  private async inBatches(
    steps: readonly RollbackStep[],
    composeOne: (place: { current: Setting; old: SettingVersion | undefined }) => Promise<SettingChange>,
  ): Promise<void> {
    for (let start = 0; start < steps.length; start += AT_ONCE) {
      const batch = steps.slice(start, start + AT_ONCE);
      const ids = batch.map(({ setting }) => setting.id);
      const wanted = batch.flatMap(({ setting: { id }, then }) => (then ? [{ id, version: then.version }] : []));
      const current = new Map((await this.settings.findByIds(ids)).map((setting) => [setting.id, setting]));
      const old = new Map((await this.settings.findVersions(wanted)).map((version) => [version.settingId, version]));
      const changes: SettingChange[] = [];
      // in the order of the plan, whatever order the rows come in
      for (const one of ids.flatMap((id) => current.get(id) ?? []))
        changes.push(await composeOne({ current: one, old: old.get(one.id) }));
      await this.writer.writeAll(changes);
      await setImmediate();
    }
  }
}

function planChanged(): GatehouseError {
  return new GatehouseError('VERSION_MISMATCH', 'The category has changed since the preview. Look at a new one first.');
}
