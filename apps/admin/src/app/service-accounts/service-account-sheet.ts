import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { ClientSecret, ProblemError, ServiceAccount } from '@gatehouse/api-client';
import { StoryLink } from '../audit/story-link.ts';
import { expiryState } from '../settings/expiry.ts';
import { BrowserClock } from '../ui/clock.ts';
import { Confirm } from '../ui/confirm-dialog.ts';
import { CopyText } from '../ui/copy-text.ts';
import { Icon } from '../ui/icon.ts';
import { OneTimeSecrets } from '../ui/one-time-secret.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { asProblem } from '../ui/problem-text.ts';
import { SideSheet } from '../ui/side-sheet.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { WayBack } from '../ui/way-back.ts';
import { NewSecrets } from './new-secret-dialog.ts';
import { PRODUCT_URL } from '../api/product-url.ts';
import { newSecretOf } from './new-secret.ts';
import { liveSecrets, scopeWords } from './service-account-words.ts';
import { ServiceAccountsStore } from './service-accounts-store.ts';

const MOST_LIVE = 2;

/** One service account: its secrets, what it may do, and everything that can be done to it. */
@Component({
  selector: 'gh-service-account-sheet',
  imports: [MatButton, RouterLink, CopyText, Icon, ProblemPanel, SideSheet, Skeleton, StatusChip, StoryLink, Time],
  templateUrl: './service-account-sheet.html',
  styleUrl: './service-account-sheet.scss',
})
export class ServiceAccountSheet {
  /** From the address. */
  readonly id = input.required<string>();
  protected readonly store = inject(ServiceAccountsStore);
  private readonly confirm = inject(Confirm);
  private readonly newSecrets = inject(NewSecrets);
  private readonly oneTimeSecrets = inject(OneTimeSecrets);
  private readonly wayBack = inject(WayBack);
  private readonly productUrl = inject(PRODUCT_URL);
  private readonly now = inject(BrowserClock).tenSeconds;
  protected readonly account = this.store.current;
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  protected readonly scopeWords = scopeWords;
  protected readonly loadingTitle = $localize`Service account`;
  protected readonly mayAddSecret = computed(() => {
    const account = this.account();
    return account !== undefined && liveSecrets(account, this.now()).length < MOST_LIVE;
  });

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => void this.store.open(id));
    });
  }

  protected expiry(secret: ClientSecret): ReturnType<typeof expiryState> {
    return expiryState(secret.expiresAt, this.now());
  }

  protected nameOf(secret: ClientSecret): string {
    return secret.label === '' ? $localize`No label` : secret.label;
  }

  protected revokeLabel(secret: ClientSecret): string {
    return $localize`Revoke secret ${this.nameOf(secret)}:LABEL:`;
  }

  protected doneTo({ name }: ServiceAccount): string {
    return $localize`What was done to ${name}:LOGIN:`;
  }

  protected close(): void {
    void this.wayBack.to(['/service-accounts']);
  }

  protected async addSecret(account: ServiceAccount): Promise<void> {
    const wanted = await this.newSecrets.ask();
    if (!wanted) return;
    await this.attempt(async () => {
      const rotated = await this.store.addSecret(account.id, wanted);
      await this.oneTimeSecrets.show(newSecretOf(rotated, this.productUrl));
    });
  }

  protected async revoke(account: ServiceAccount, secret: ClientSecret): Promise<void> {
    const others = liveSecrets(account, this.now()).filter(({ id }) => id !== secret.id).length;
    const agreed = await this.confirm.ask({
      title: $localize`Revoke the secret ${this.nameOf(secret)}:LABEL:?`,
      text: [
        $localize`It is rejected from now on, and every token issued with it ends at once.`,
        others > 0
          ? $localize`The other secret and its tokens keep working.`
          : $localize`It is the only active secret: ${account.name}:NAME: cannot sign in until it gets a new one.`,
      ],
      confirm: $localize`Revoke secret`,
      dangerous: true,
    });
    if (agreed) await this.attempt(() => this.store.revokeSecret(account.id, secret.id));
  }

  protected async disable(account: ServiceAccount): Promise<void> {
    const agreed = await this.confirm.ask({
      title: $localize`Disable ${account.name}:NAME:?`,
      text: [
        $localize`Its tokens end at once, and its secrets are rejected until you enable it again. They are kept, and still expire on their dates.`,
      ],
      confirm: $localize`Disable account`,
      dangerous: true,
    });
    if (agreed) await this.attempt(() => this.store.switchTo(account.id, 'disable'));
  }

  protected async enable(account: ServiceAccount): Promise<void> {
    await this.attempt(() => this.store.switchTo(account.id, 'enable'));
  }

  protected async delete(account: ServiceAccount): Promise<void> {
    const agreed = await this.confirm.ask({
      title: $localize`Delete ${account.name}:NAME:?`,
      text: [
        $localize`The account, its secrets and its tokens stop working at once, and so does whatever uses them. What it did stays in the audit log.`,
        $localize`This cannot be undone. To shut it out for a while, disable it instead.`,
      ],
      confirm: $localize`Delete account`,
      dangerous: true,
      typed: account.name,
    });
    if (!agreed) return;
    await this.attempt(async () => {
      await this.store.delete(account.id);
      await this.wayBack.to(['/service-accounts']);
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      await work();
    } catch (error) {
      this.problem.set(asProblem(error));
      await this.store.reopen();
    } finally {
      this.busy.set(false);
    }
  }
}
