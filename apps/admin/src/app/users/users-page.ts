import { Component, computed, effect, inject, input, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { SessionStore } from '../session/session-store.ts';
import { ChoiceBox } from '../ui/choice-box.ts';
import { EmptyState } from '../ui/empty-state.ts';
import { FilterBox } from '../ui/filter-box.ts';
import { RowKeys } from '../ui/hotkeys.ts';
import { Icon } from '../ui/icon.ts';
import { ListFrame } from '../ui/list-frame.ts';
import { RowChunks, RowWindow } from '../ui/row-window.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { UsersStore } from './users-store.ts';
import type { UsersFilter } from './users-store.ts';
import { ROLES } from '@gatehouse/api-client';
import { roleName, userState } from './user-words.ts';

@Component({
  selector: 'gh-users-page',
  imports: [
    MatButton,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    ChoiceBox,
    EmptyState,
    FilterBox,
    Icon,
    ListFrame,
    RowChunks,
    RowKeys,
    RowWindow,
    StatusChip,
    Time,
  ],
  templateUrl: './users-page.html',
  styleUrl: './users-page.scss',
})
export class UsersPage {
  // The filter, from the address.
  readonly text = input<string>();
  readonly role = input<string>();
  readonly state = input<string>();

  protected readonly store = inject(UsersStore);
  private readonly session = inject(SessionStore);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  protected readonly allowed = computed(() => this.session.may('users:manage'));
  protected readonly ownId = computed(() => this.session.user()?.id);
  protected readonly roleName = roleName;
  protected readonly userState = userState;
  protected readonly hint = $localize`Search by login`;
  protected readonly roles = [
    { value: '', name: $localize`All` },
    ...ROLES.map((value) => ({ value, name: roleName(value) })),
  ];
  protected readonly states = [
    { value: '', name: $localize`All` },
    { value: 'enabled', name: $localize`Can sign in` },
    { value: 'locked', name: $localize`:user state:Locked` },
    { value: 'disabled', name: $localize`:user state:Disabled` },
  ];
  private readonly filter = computed<UsersFilter>(
    () => ({ text: this.text(), role: this.role(), state: this.state() }),
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );

  constructor() {
    effect(() => {
      const filter = this.filter();
      const allowed = this.allowed();
      untracked(() => {
        if (allowed) void this.store.show(filter);
      });
    });
  }

  protected narrow(change: UsersFilter): void {
    const queryParams = Object.fromEntries(
      Object.entries(change).map(([name, value]) => [name, value === '' ? null : value]),
    );
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected clear(): void {
    void this.router.navigate([], { relativeTo: this.route, queryParams: {}, replaceUrl: true });
  }
}
