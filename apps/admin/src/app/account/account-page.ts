import { Component, Injector, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { OwnSession, ProblemError } from '@gatehouse/api-client';
import { SessionStore } from '../session/session-store.ts';
import { Confirm } from '../ui/confirm-dialog.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { asProblem } from '../ui/problem-text.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { AccountStore } from './account-store.ts';
import { deviceName } from './device-name.ts';

/** So few recovery codes that it is time for new ones. */
const FEW_CODES = 3;

/** One's own account: how one signs in, and where one is signed in. */
@Component({
  selector: 'gh-account-page',
  imports: [Icon, MatButton, ProblemPanel, RouterLink, Skeleton, StatusChip, Time],
  templateUrl: './account-page.html',
  styleUrl: './account-page.scss',
})
export class AccountPage {
  protected readonly store = inject(AccountStore);
  private readonly confirm = inject(Confirm);
  private readonly injector = inject(Injector);
  protected readonly user = inject(SessionStore).user;
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  protected readonly fewCodes = computed(() => (this.store.twoFactor()?.recoveryCodesLeft ?? 0) <= FEW_CODES);
  protected readonly deviceName = deviceName;

  constructor() {
    void this.store.load();
  }

  protected async setUp(): Promise<void> {
    const { openSetUpDialog } = await import('./set-up-dialog.ts');
    openSetUpDialog(this.injector, this.store);
  }

  protected async prove(act: 'replace-codes' | 'switch-off'): Promise<void> {
    const { openProveDialog } = await import('./prove-dialog.ts');
    openProveDialog(this.injector, { act, store: this.store });
  }

  /** One "End" is like the other for whoever cannot see the row. */
  protected endLabel(session: OwnSession): string {
    return $localize`End session: ${deviceName(session.userAgent)}:DEVICE:`;
  }

  protected async end(session: OwnSession): Promise<void> {
    const device = deviceName(session.userAgent);
    const sure = await this.confirm.ask({
      title: $localize`End this session?`,
      text: $localize`${device}:DEVICE: is signed out within a second. Unsaved changes there are lost.`,
      confirm: $localize`End session`,
    });
    if (sure) await this.act(() => this.store.end(session.id));
  }

  protected async endOthers(): Promise<void> {
    const sure = await this.confirm.ask({
      title: $localize`End all other sessions?`,
      text: $localize`You stay signed in here. Every other browser and program has to sign in again.`,
      confirm: $localize`End other sessions`,
    });
    if (sure) await this.act(() => this.store.endOthers());
  }

  private async act(work: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      await work();
    } catch (error) {
      this.problem.set(asProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
