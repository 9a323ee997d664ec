import { Component, LOCALE_ID, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { KeyRotation, ProblemError, SigningKey } from '@gatehouse/api-client';
import { RouterLink } from '@angular/router';
import { SessionStore } from '../session/session-store.ts';
import { BrowserClock } from '../ui/clock.ts';
import { Confirm } from '../ui/confirm-dialog.ts';
import { CopyText } from '../ui/copy-text.ts';
import { EmptyState } from '../ui/empty-state.ts';
import { Icon } from '../ui/icon.ts';
import { poll } from '../ui/poll.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { asProblem } from '../ui/problem-text.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { durationText, exactTime } from '../ui/time-text.ts';
import { hasSigned, isInUse } from './key-spans.ts';
import { KeyTimeline } from './key-timeline.ts';
import { costOfRevoking, keyMark, keyState } from './key-words.ts';
import { KeysStore } from './keys-store.ts';

const REFRESH_MS = 5000;
const OLD_SHOWN = 5;

/** What signs tokens now, what will, and what did; and the two things that an administrator can do about it. */
@Component({
  selector: 'gh-keys-page',
  imports: [CopyText, EmptyState, Icon, KeyTimeline, MatButton, ProblemPanel, RouterLink, Skeleton, StatusChip, Time],
  providers: [KeysStore],
  templateUrl: './keys-page.html',
  styleUrl: './keys-page.scss',
})
export class KeysPage {
  protected readonly store = inject(KeysStore);
  private readonly confirm = inject(Confirm);
  private readonly clock = inject(BrowserClock);
  private readonly locale = inject(LOCALE_ID);
  protected readonly keyMark = keyMark;
  protected readonly keyState = keyState;
  protected readonly hasSigned = hasSigned;
  protected readonly isInUse = isInUse;
  protected readonly mayReadAudit = inject(SessionStore).may('audit:read');
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  protected readonly rotation = signal<KeyRotation | undefined>(undefined);
  protected readonly showAll = signal(false);
  protected readonly current = computed(() => this.store.keys()?.find(({ status }) => status === 'current'));
  protected readonly next = computed(() => this.store.keys()?.find(({ status }) => status === 'next'));
  private readonly ordered = computed(() =>
    [...(this.store.keys() ?? [])].sort(
      (a, b) => Number(isInUse(b)) - Number(isInUse(a)) || Date.parse(b.activatesAt) - Date.parse(a.activatesAt),
    ),
  );
  private readonly inUse = computed(() => this.ordered().filter(isInUse).length);
  protected readonly older = computed(() => this.ordered().length - this.inUse() - OLD_SHOWN);
  protected readonly rows = computed(() =>
    this.showAll() ? this.ordered() : this.ordered().slice(0, this.inUse() + OLD_SHOWN),
  );
  /** Until the next rotation; nothing when it is due. */
  protected readonly countdown = computed(() => {
    const next = this.next();
    if (next === undefined) return undefined;
    const left = Math.ceil((Date.parse(next.activatesAt) - this.clock.seconds()) / 1000);
    return left > 0 ? durationText(left, this.locale) : undefined;
  });
  protected readonly rotatesAt = computed(() => {
    const next = this.next();
    return next && exactTime(Date.parse(next.activatesAt), this.locale);
  });

  constructor() {
    poll(
      () => this.store.load(),
      () => REFRESH_MS,
    );
  }

  protected async rotate(): Promise<void> {
    const [current, next] = [this.current(), this.next()];
    const agreed = await this.confirm.askWhy({
      title: $localize`Rotate the signing key now?`,
      text: [
        current && next
          ? $localize`Key ${keyMark(next.kid)}:NEXT: takes over from key ${keyMark(current.kid)}:CURRENT:. Existing tokens stay valid until they expire, so nobody is signed out.`
          : $localize`The next key takes over. Existing tokens stay valid until they expire, so nobody is signed out.`,
        $localize`If the next key was published so recently that some services may not have fetched it yet, it takes over as soon as all have had time to. You will see whether it took over at once or will do so later.`,
      ],
      confirm: $localize`Rotate now`,
      reason: 'optional',
    });
    if (agreed) await this.attempt(async () => this.rotation.set(await this.store.rotate(agreed.reason)));
  }

  protected async revoke(key: SigningKey): Promise<void> {
    const mark = keyMark(key.kid);
    const agreed = await this.confirm.askWhy({
      title: $localize`Revoke key ${mark}:KEY:?`,
      text: [
        $localize`For a key that may be compromised. To replace a healthy key, rotate it instead: nobody is affected.`,
        ...costOfRevoking(key.status),
        $localize`This cannot be undone.`,
      ],
      confirm: $localize`Revoke key`,
      dangerous: true,
      reason: 'required',
      typed: mark,
    });
    if (agreed) await this.attempt(() => this.store.revoke(key.kid, agreed.reason));
  }

  protected storyLabel({ kid }: SigningKey): string {
    return $localize`Story of ${keyMark(kid)}:NAME:`;
  }

  protected revokeLabel(key: SigningKey): string {
    return $localize`Revoke key ${keyMark(key.kid)}:KEY:`;
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.problem.set(undefined);
    this.rotation.set(undefined);
    try {
      await work();
    } catch (error) {
      this.problem.set(asProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
