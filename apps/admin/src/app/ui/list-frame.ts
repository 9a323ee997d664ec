import { Component, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { PagedList } from '../api/paged-list.ts';
import { ProblemPanel } from './problem-panel.ts';
import { Skeleton } from './skeleton.ts';

/** What every list has around its table: what went wrong, what to do when it is empty, how much is shown, and more of it. */
@Component({
  selector: 'gh-list-frame',
  imports: [MatButton, ProblemPanel, Skeleton],
  template: `
    @if (list().problem(); as problem) {
      <gh-problem-panel [problem]="problem" (retry)="list().reload()" />
    }
    @if (list().empty()) {
      <section class="panel"><ng-content select="gh-empty-state" /></section>
    } @else if (!list().problem() || list().items().length > 0) {
      <section class="panel list" [attr.aria-busy]="list().loading()">
        <ng-content />
        @if (list().waiting()) {
          <gh-skeleton />
        }
        <div class="list-foot">
          <ng-content select="[shown]" />
          @if (list().hasMore()) {
            <button mat-button type="button" [disabled]="list().loading()" (click)="list().more()" i18n>
              Load more
            </button>
          }
        </div>
      </section>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 16px;
    }
  `,
})
export class ListFrame {
  readonly list = input.required<PagedList<unknown>>();
}
