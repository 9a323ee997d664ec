import { Component, computed, effect, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { ProblemError } from '@gatehouse/api-client';
import { CopyText } from './copy-text.ts';
import { createCountdown, minutesAndSeconds } from './countdown.ts';
import { Icon } from './icon.ts';
import { problemAdvice, problemTitle } from './problem-text.ts';

/** An error as people need it: what happened, what to do, and the request id to hand on. */
@Component({
  selector: 'gh-problem-panel',
  imports: [CopyText, Icon, MatButton],
  template: `
    <div class="notice" [class.danger]="!patient()" [class.warn]="patient()" role="alert">
      <gh-icon [name]="patient() ? 'clock' : 'alert'" />
      <div class="body">
        <strong>{{ about() ? about() + ': ' : '' }}{{ title() }}</strong>
        <p>{{ advice() }}</p>
        @for (error of problem().errors; track $index) {
          <p>
            <span class="mono">{{ error.pointer }}</span> {{ error.message }}
          </p>
        }
        @if (problem().requestId; as id) {
          <p class="muted">
            <ng-container i18n>Request</ng-container>&ngsp;<gh-copy-text [value]="id" [name]="requestIdName" />
          </p>
        }
      </div>
      @if (retryable()) {
        <button mat-button type="button" [disabled]="left() > 0" (click)="retry.emit()">
          @if (left() > 0) {
            <ng-container i18n>Try again in {{ leftText() }}</ng-container>
          } @else {
            <ng-container i18n>Try again</ng-container>
          }
        </button>
      }
    </div>
  `,
  styles: `
    .notice {
      flex-wrap: wrap;
    }

    .body {
      flex: 1 1 220px;
      min-width: 0;
    }

    button {
      align-self: center;
    }
  `,
})
export class ProblemPanel {
  readonly problem = input.required<ProblemError>();
  /** What failed, where more than one thing can. */
  readonly about = input('');
  /** Whether there is something to try again from here. */
  readonly retryable = input(true);
  readonly retry = output();
  private readonly countdown = createCountdown();
  protected readonly left = this.countdown.left;
  protected readonly leftText = computed(() => minutesAndSeconds(this.left()));
  protected readonly patient = computed(() => this.problem().status === 429 || this.problem().status === 503);
  protected readonly title = computed(() => problemTitle(this.problem()));
  protected readonly advice = computed(() => problemAdvice(this.problem()));
  protected readonly requestIdName = $localize`request id`;

  constructor() {
    effect(() => {
      const seconds = this.problem().retryAfter;
      if (seconds !== undefined) this.countdown.start(seconds);
    });
  }
}
