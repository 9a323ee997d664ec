import { Component, DOCUMENT, ElementRef, LOCALE_ID, effect, inject, input, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Icon } from '../ui/icon.ts';
import { byteSize } from '../ui/byte-size.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { AuditExportStore } from './audit-export-store.ts';
import type { AuditQuery } from './audit-filter.ts';

/** The button that exports what the filter shows, as a menu of formats. */
@Component({
  selector: 'gh-audit-export',
  imports: [Icon, MatButton, MatMenu, MatMenuItem, MatMenuTrigger],
  template: `
    <button
      #trigger
      mat-stroked-button
      type="button"
      disabledInteractive
      [matMenuTriggerFor]="formats"
      [disabled]="store.state().kind === 'running'"
    >
      <gh-icon name="download" />
      @if (store.state().kind === 'running') {
        <ng-container i18n>Exporting…</ng-container>
      } @else if (filtered()) {
        <ng-container i18n>Export these</ng-container>
      } @else {
        <ng-container i18n>Export</ng-container>
      }
    </button>
    <mat-menu #formats="matMenu">
      <button mat-menu-item type="button" (click)="store.save(query(), 'csv')" i18n>CSV, for a spreadsheet</button>
      <button mat-menu-item type="button" (click)="store.save(query(), 'ndjson')" i18n>NDJSON, for programs</button>
    </mat-menu>
  `,
})
export class AuditExport {
  readonly query = input.required<AuditQuery>();
  readonly filtered = input(false);
  protected readonly store = inject(AuditExportStore);
  private readonly document = inject(DOCUMENT);
  private readonly trigger = viewChild.required<unknown, ElementRef<HTMLElement>>('trigger', { read: ElementRef });

  constructor() {
    effect(() => {
      this.store.state();
      // what is shown of an export goes with its button; the focus must not go with it
      if (this.document.activeElement?.closest('gh-audit-export-state')) this.trigger().nativeElement.focus();
    });
  }
}

/** How an export goes: how much has come, where it went, or why it failed. */
@Component({
  selector: 'gh-audit-export-state',
  imports: [Icon, MatButton, ProblemPanel],
  template: `
    @let state = store.state();
    @if (state.kind === 'running') {
      <p class="notice info">
        <gh-icon name="download" />
        <span i18n>{{ size(state.received) }} received. The export is recorded in the audit log.</span>
        <button mat-button type="button" (click)="store.stop()" i18n>Stop</button>
      </p>
    }
    <div aria-live="polite">
      @switch (state.kind) {
        @case ('running') {
          <!-- each count would interrupt who listens -->
          <span class="visually-hidden" i18n>Exporting…</span>
        }
        @case ('done') {
          <p class="notice" data-testid="export-result">
            <gh-icon name="check" /><span i18n>{{ state.name }} is complete: {{ size(state.received) }}.</span>
          </p>
        }
        @case ('failed') {
          <gh-problem-panel [problem]="state.problem" about="Export" i18n-about [retryable]="false" />
        }
      }
    </div>
  `,
  styles: `
    :host {
      display: block;
    }

    .notice {
      align-items: center;
    }

    .notice span {
      flex: 1;
    }
  `,
})
export class AuditExportStatus {
  protected readonly store = inject(AuditExportStore);
  private readonly locale = inject(LOCALE_ID);

  protected size(bytes: number): string {
    return byteSize(bytes, this.locale);
  }
}
