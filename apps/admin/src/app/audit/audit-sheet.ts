import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { CopyText } from '../ui/copy-text.ts';
import { EmptyState } from '../ui/empty-state.ts';
import { SideSheet } from '../ui/side-sheet.ts';
import { Skeleton } from '../ui/skeleton.ts';
import { StatusChip } from '../ui/status-chip.ts';
import { Time } from '../ui/time.ts';
import { AuditStore } from './audit-store.ts';
import { categoryName, eventName, outcome, wholeResourceName } from './event-names.ts';

/** One entry, whole. It is taken from the list that it was opened from; its address carries that list's filter. */
@Component({
  selector: 'gh-audit-sheet',
  imports: [MatButton, CopyText, EmptyState, SideSheet, Skeleton, StatusChip, Time],
  templateUrl: './audit-sheet.html',
  styles: `
    pre {
      margin: 4px 0 0;
      padding: 12px;
      overflow: auto;
      border: 1px solid var(--gh-border);
      border-radius: 6px;
      background: var(--gh-sunken);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }

    h3 {
      margin-top: 20px;
    }
  `,
})
export class AuditSheet {
  /** From the address. */
  readonly id = input.required<string>();
  protected readonly store = inject(AuditStore);
  private readonly router = inject(Router);
  protected readonly entry = computed(() => this.store.list.items().find((entry) => entry.id === this.id()));
  protected readonly details = computed(() => {
    const details = this.entry()?.details;
    return details && Object.keys(details).length > 0 ? JSON.stringify(details, undefined, 2) : undefined;
  });
  protected readonly title = computed(() => {
    const entry = this.entry();
    return entry === undefined ? $localize`Entry ${this.id()}:ID:` : eventName(entry.type);
  });
  protected readonly eventOutcome = outcome;
  protected readonly categoryName = categoryName;
  protected readonly resourceName = wholeResourceName;

  protected close(): void {
    void this.router.navigate(['/audit'], { queryParamsHandling: 'preserve' });
  }

  protected sameRequest(requestId: string): void {
    void this.router.navigate(['/audit'], { queryParams: { requestId } });
  }
}
