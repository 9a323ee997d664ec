import { Component, LOCALE_ID, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { Icon } from '../ui/icon.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { Time } from '../ui/time.ts';
import type { Verification } from './audit-store.ts';
import { faultName } from './event-names.ts';

/** What a verification found: nothing, or which entries can no longer be trusted. */
@Component({
  selector: 'gh-audit-verify-result',
  imports: [MatButton, RouterLink, Icon, ProblemPanel, Time],
  template: `
    <div aria-live="polite">
      @let state = verification();
      @switch (state.kind) {
        @case ('running') {
          <div class="notice info">
            <gh-icon name="scan" />
            <div class="progress">
              @if (state.progress; as progress) {
                <label>
                  <span i18n>{{ whole(progress.checked) }} of {{ whole(progress.total) }} entries checked</span>
                  <progress [value]="progress.checked" [max]="progress.total"></progress>
                </label>
              } @else {
                <label>
                  <span i18n>Checking every signature. This can take a while on a long log.</span>
                  <progress></progress>
                </label>
              }
            </div>
            <button mat-button type="button" (click)="stop.emit()" i18n>Stop</button>
          </div>
        }
        @case ('failed') {
          <gh-problem-panel [problem]="state.problem" (retry)="retry.emit()" />
        }
        @case ('done') {
          @if (state.result.valid) {
            <p class="notice ok" data-testid="verify-result">
              <gh-icon name="shield-check" />
              <span
                ><strong i18n>Every signature holds.</strong>&ngsp;<ng-container i18n>{state.result.checked, plural,
                  =1 {1 entry checked}
                  other {{{ state.result.checked }} entries checked}
                }</ng-container>
                · <gh-time [value]="state.at"
              /></span>
            </p>
          } @else {
            <div class="notice danger" data-testid="verify-result">
              <gh-icon name="shield-x" />
              <div>
                <strong i18n>{state.result.faultCount, plural,
                  =1 {1 entry cannot be trusted}
                  other {{{ state.result.faultCount }} entries cannot be trusted}
                }</strong>
                <p i18n>
                  {{ state.result.checked }} checked. Somebody changed the database past Gatehouse, or a key is missing.
                  Keep the database as it is and tell your operator.
                </p>
                <ul>
                  @for (fault of state.result.faults; track $index) {
                    <li>
                      @if (fault.subject === 'entry') {
                        <a [routerLink]="['/audit', fault.id]" queryParamsHandling="preserve" i18n
                          >Entry {{ fault.id }}</a
                        >
                      } @else {
                        <span class="mono">{{ fault.subject }} {{ fault.id }}</span>
                      }
                      <span [title]="fault.kind">{{ faultName(fault.kind) }}</span>
                      <span class="muted">{{ fault.detail }}</span>
                    </li>
                  }
                </ul>
              </div>
            </div>
          }
        }
      }
    </div>
  `,
  styles: `
    :host {
      display: block;
    }

    .ok {
      border-color: color-mix(in oklch, var(--gh-ok) 35%, transparent);
      background: var(--gh-ok-soft);
    }

    .ok gh-icon {
      color: var(--gh-ok);
    }

    .info {
      align-items: center;
    }

    .progress {
      flex: 1;
    }

    progress {
      display: block;
      width: 100%;
      height: 6px;
      margin-top: 6px;
      accent-color: var(--gh-info);
    }

    ul {
      display: grid;
      gap: 4px;
      max-height: 220px;
      margin-top: 8px;
      overflow-y: auto;
    }
  `,
})
export class AuditVerifyResult {
  readonly verification = input.required<Verification>();
  readonly retry = output();
  readonly stop = output();
  private readonly numbers = new Intl.NumberFormat(inject(LOCALE_ID));
  protected readonly faultName = faultName;

  protected whole(count: number): string {
    return this.numbers.format(count);
  }
}
