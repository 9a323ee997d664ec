import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { ProblemError, Setting, SettingVersion } from '@gatehouse/api-client';
import { StoryLink } from '../audit/story-link.ts';
import { Confirm } from '../ui/confirm-dialog.ts';
import { CopyText } from '../ui/copy-text.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { asProblem } from '../ui/problem-text.ts';
import { SideSheet } from '../ui/side-sheet.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { WayBack } from '../ui/way-back.ts';
import { expiryState } from './expiry.ts';
import { PlainValue } from './plain-value.ts';
import { rollbackChanges } from './rollback-changes.ts';
import { SecretValue } from './secret-value.ts';
import { SettingHistory } from './setting-history.ts';
import { SettingUndo } from './setting-undo.ts';
import { SettingsStore } from './settings-store.ts';

/** One setting: its value, masked if it is sensitive, what is known of it, and every version it had. */
@Component({
  selector: 'gh-setting-sheet',
  imports: [
    MatButton,
    RouterLink,
    CopyText,
    Icon,
    PlainValue,
    ProblemPanel,
    SecretValue,
    SettingHistory,
    SideSheet,
    Skeleton,
    StatusChip,
    StoryLink,
    Time,
  ],
  templateUrl: './setting-sheet.html',
  styles: `
    section {
      margin-bottom: 24px;
    }

    h3 {
      margin-bottom: 8px;
    }

    .undo {
      align-items: center;
      margin-bottom: 16px;

      span {
        flex: 1;
      }
    }

    .tag {
      padding: 0 6px;
      border: 1px solid var(--gh-border);
      border-radius: 4px;
      font-size: 0.75rem;
    }
  `,
})
export class SettingSheet {
  /** From the address. */
  readonly key = input.required<string>();
  protected readonly store = inject(SettingsStore);
  private readonly confirm = inject(Confirm);
  private readonly undoing = inject(SettingUndo);
  private readonly wayBack = inject(WayBack);
  protected readonly setting = this.store.current;
  protected readonly expiry = computed(() => expiryState(this.setting()?.expiresAt));
  protected readonly undoable = computed(() => {
    const offered = this.undoing.offered();
    return offered?.key === this.key() && offered.after === this.setting()?.version ? offered : undefined;
  });
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);

  constructor() {
    effect(() => {
      const key = this.key();
      untracked(() => void this.store.open(key));
    });
  }

  protected close(): void {
    void this.wayBack.to(['/settings']);
  }

  protected async rollBack(target: SettingVersion): Promise<void> {
    const setting = this.setting();
    if (setting === undefined) return;
    const next = setting.version + 1;
    const agreed = await this.confirm.ask({
      title: $localize`Roll back to version ${target.version}:VERSION:?`,
      text: $localize`A new version ${next}:NEXT: is created with the content of version ${target.version}:VERSION:. No version is lost, and the value is not shown.`,
      confirm: $localize`Roll back`,
      changes: rollbackChanges(setting, target, this.store.history.items()),
    });
    if (agreed) await this.restore(target.version, setting.version);
  }

  /** A rollback to what was before: nothing is lost by it either. */
  protected async undo(): Promise<void> {
    const undoable = this.undoable();
    if (undoable === undefined || this.busy()) return;
    this.undoing.forget();
    await this.restore(undoable.before, undoable.after);
  }

  protected async remove({ key, version }: Setting): Promise<void> {
    const agreed = await this.confirm.ask({
      title: $localize`Delete ${key}:KEY:?`,
      text: $localize`Services that ask for it get an error from now on. Its versions are kept, and you can restore it.`,
      confirm: $localize`Delete setting`,
      dangerous: true,
    });
    if (agreed) await this.attempt(() => this.store.remove(key, version));
  }

  protected bringBack(): Promise<void> {
    return this.attempt(() => this.store.restore(this.key()));
  }

  private async restore(version: number, expectedVersion: number): Promise<void> {
    await this.attempt(() => this.store.rollback(this.key(), version, expectedVersion));
  }

  private async attempt(act: () => Promise<unknown>): Promise<void> {
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      await act();
    } catch (error) {
      const problem = asProblem(error);
      this.problem.set(problem);
      if (problem.code === 'VERSION_MISMATCH') await Promise.all([this.store.reopen(), this.store.history.reload()]);
    } finally {
      this.busy.set(false);
    }
  }
}
