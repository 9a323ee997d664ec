import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import type { AuditEntry } from '@gatehouse/api-client';
import { SessionStore } from '../session/session-store.ts';
import { ChoiceBox } from '../ui/choice-box.ts';
import { EmptyState } from '../ui/empty-state.ts';
import { FilterBox } from '../ui/filter-box.ts';
import { RowKeys } from '../ui/hotkeys.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { formatWords, parseWords } from './audit-filter.ts';
import type { AuditFilter } from './audit-filter.ts';
import { AuditStore } from './audit-store.ts';
import { AuditVerifyResult } from './audit-verify-result.ts';
import {
  CATEGORIES,
  STATUSES,
  actorName,
  categoryName,
  eventName,
  outcome,
  resourceName,
  wholeResourceName,
} from './event-names.ts';

@Component({
  selector: 'gh-audit-page',
  imports: [
    MatButton,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    AuditVerifyResult,
    ChoiceBox,
    EmptyState,
    FilterBox,
    Icon,
    ProblemPanel,
    RowKeys,
    Skeleton,
    StatusChip,
    Time,
  ],
  templateUrl: './audit-page.html',
  styleUrl: './audit-page.scss',
})
export class AuditPage {
  // The filter, from the address.
  readonly category = input<string>();
  readonly status = input<string>();
  readonly type = input<string>();
  readonly actor = input<string>();
  readonly requestId = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();

  protected readonly store = inject(AuditStore);
  private readonly session = inject(SessionStore);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  /** Small screens show the rest of the filters when asked. */
  protected readonly more = signal(false);
  protected readonly eventName = eventName;
  protected readonly resourceName = resourceName;
  protected readonly wholeResourceName = wholeResourceName;
  protected readonly outcome = outcome;
  protected readonly hint = $localize`type:setting_revealed actor:… request:…`;
  protected readonly categories = [
    { value: '', name: $localize`All` },
    ...CATEGORIES.map((value) => ({ value, name: categoryName(value) })),
  ];
  protected readonly statuses = [
    { value: '', name: $localize`All` },
    ...STATUSES.map((value) => ({ value, name: outcome(value).name })),
  ];
  protected readonly emptyFiltered = $localize`No entry fits this filter`;
  protected readonly emptyAll = $localize`Nothing was recorded yet`;
  private readonly filter = computed<AuditFilter>(
    () => ({
      category: this.category(),
      status: this.status(),
      type: this.type(),
      actor: this.actor(),
      requestId: this.requestId(),
      from: this.from(),
      to: this.to(),
    }),
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  protected readonly words = computed(() => formatWords(this.filter()));

  constructor() {
    effect(() => {
      const filter = this.filter();
      untracked(() => void this.store.show(filter));
    });
  }

  protected narrow(change: AuditFilter): void {
    const queryParams = Object.fromEntries(
      Object.entries(change).map(([name, value]) => [name, value === '' ? null : (value ?? null)]),
    );
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected search(text: string): void {
    this.narrow({ type: undefined, actor: undefined, requestId: undefined, ...parseWords(text) });
  }

  protected clear(): void {
    void this.router.navigate([], { relativeTo: this.route, queryParams: {}, replaceUrl: true });
  }

  protected who(entry: AuditEntry): string {
    return actorName(entry, this.session.user());
  }
}
