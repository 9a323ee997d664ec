import { Component, LOCALE_ID, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AuditEntry } from '@gatehouse/api-client';
import { actorName, resourceName } from '../audit/entry-words.ts';
import { entryOutcome, eventName } from '../audit/event-names.ts';
import { isInUse } from '../keys/key-spans.ts';
import { Logins } from '../session/logins.ts';
import { SystemStore } from '../shell/system-store.ts';
import { uploadStatus } from '../uploads/upload-status.ts';
import { BrowserClock } from '../ui/clock.ts';
import { CopyText } from '../ui/copy-text.ts';
import { Icon } from '../ui/icon.ts';
import { poll } from '../ui/poll.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { exactTime } from '../ui/time-text.ts';
import { AttentionPanel } from './attention-panel.ts';
import { componentName, componentState, overallTone, stateSentence } from './health-words.ts';
import { OverviewStore } from './overview-store.ts';
import { StartList } from './start-list.ts';

const REFRESH_MS = 5000;

/** The first page: one sentence of state, then what it is made of, then what happened lately. */
@Component({
  selector: 'gh-overview-page',
  imports: [RouterLink, AttentionPanel, CopyText, Icon, ProblemPanel, Skeleton, StartList, StatusChip, Time],
  providers: [OverviewStore],
  templateUrl: './overview-page.html',
  styleUrl: './overview-page.scss',
})
export class OverviewPage {
  private readonly locale = inject(LOCALE_ID);
  private readonly clock = inject(BrowserClock);
  private readonly logins = inject(Logins);
  protected readonly system = inject(SystemStore);
  protected readonly store = inject(OverviewStore);
  protected readonly componentName = componentName;
  protected readonly componentState = componentState;
  protected readonly eventName = eventName;
  protected readonly entryOutcome = entryOutcome;
  protected readonly uploadStatus = uploadStatus;
  protected readonly summary = computed(() => {
    const health = this.system.health();
    return health && { text: stateSentence(health, this.locale), tone: overallTone(health) };
  });
  protected readonly staleSince = computed(() => exactTime(this.system.asOf(), this.locale));
  protected readonly age = computed(() => Math.max(0, Math.round((this.clock.seconds() - this.system.asOf()) / 1000)));
  protected readonly signing = computed(() => this.store.keys().value?.find((key) => key.status === 'current'));
  protected readonly otherKeys = computed(
    () => this.store.keys().value?.filter((key) => key.status !== 'current' && isInUse(key)) ?? [],
  );

  constructor() {
    void this.store.loadStart();
    poll(
      () => Promise.all([this.system.load(), this.store.load()]),
      () => REFRESH_MS,
    );
  }

  protected who(entry: AuditEntry): string {
    return actorName(entry, (id) => this.logins.find(id));
  }

  protected what(entry: AuditEntry): string {
    return resourceName(entry, (id) => this.logins.find(id));
  }

  protected reload(): void {
    void this.system.load();
    void this.store.load();
  }
}
