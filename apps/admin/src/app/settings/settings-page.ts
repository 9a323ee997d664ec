import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { EmptyState } from '../ui/empty-state.ts';
import { FilterBox } from '../ui/filter-box.ts';
import { RowKeys } from '../ui/hotkeys.ts';
import { Icon } from '../ui/icon.ts';
import { ListFrame } from '../ui/list-frame.ts';
import { RowChunks, RowWindow } from '../ui/row-window.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { expiryState } from './expiry.ts';
import { faultOf, settingQualifiers, withQualifier } from './settings-filter.ts';
import { SettingsStore } from './settings-store.ts';

const SHOWN_CHARACTERS = 60;

/** A cell shows no more than the beginning of a value; a certificate would be its whole page. */
function beginningOf(value: string): string {
  const line = value.slice(0, SHOWN_CHARACTERS + 1).replace(/\s+/g, ' ');
  return value.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}

@Component({
  selector: 'gh-settings-page',
  imports: [
    MatButton,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
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
  templateUrl: './settings-page.html',
  styleUrl: './settings-page.scss',
})
export class SettingsPage {
  /** The filter, from the address. */
  readonly q = input<string>();
  protected readonly store = inject(SettingsStore);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  protected readonly expiryState = expiryState;
  protected readonly beginningOf = beginningOf;
  protected readonly hint = $localize`Search, or category:mail tag:prod expires:<14d`;
  protected readonly fault = computed(() => faultOf(this.q() ?? ''));
  protected readonly qualifiers = computed(() => settingQualifiers(this.store.categories(), this.store.tags()));
  protected readonly filtered = signal(false);

  constructor() {
    void this.store.loadCategories();
    effect(() => {
      const filter = this.q() ?? '';
      this.filtered.set(filter !== '');
      untracked(() => {
        if (faultOf(filter) === '') void this.store.search(filter);
      });
    });
  }

  protected filter(text: string): void {
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams: { q: text === '' ? null : text },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected narrow(name: 'category' | 'type', value: string): void {
    this.filter(withQualifier(this.q() ?? '', name, value));
  }
}
