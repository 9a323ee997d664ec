import { Component, LOCALE_ID, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { AuditVerification } from '@gatehouse/api-client';
import { Icon } from '../ui/icon.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { Time } from '../ui/time.ts';
import type { Verification } from './audit-store.ts';
import { faultName, faultSubject, outsideState } from './event-names.ts';

/** What a verification found: nothing, or which entries can no longer be trusted. */
@Component({
  selector: 'gh-audit-verify-result',
  imports: [MatButton, RouterLink, Icon, ProblemPanel, Time],
  template: `
    @let state = verification();
    @if (state.kind === 'running') {
      <div class="notice info">
        <gh-icon name="scan" />
        <div class="progress">
          @if (state.progress; as progress) {
            <span id="verify-progress" i18n
              >{{ whole(progress.checked) }} of {{ whole(progress.total) }} entries checked</span
            >
            <progress aria-labelledby="verify-progress" [value]="progress.checked" [max]="progress.total"></progress>
          } @else {
            <span id="verify-progress" i18n>Checking every signature. This can take a while on a long log.</span>
            <progress aria-labelledby="verify-progress"></progress>
          }
        </div>
        <button mat-button type="button" (click)="stop.emit()" i18n>Stop</button>
      </div>
    }
    <div aria-live="polite">
      @switch (state.kind) {
        @case ('running') {
          <!-- each count would interrupt who listens; the bar tells its value when it is asked -->
          <span class="visually-hidden" i18n>Verifying…</span>
        }
        @case ('failed') {
          <gh-problem-panel [problem]="state.problem" about="Verification" i18n-about (retry)="retry.emit()" />
        }
        @case ('done') {
          @let result = state.result;
          @if (result.valid) {
            <p class="notice ok" data-testid="verify-result">
              <gh-icon name="shield-check" />
              <span
                ><strong i18n>All signatures are valid.</strong>&ngsp;<ng-container i18n>{result.checked, plural,
                  =1 {1 entry checked}
                  other {{{ whole(result.checked) }} entries checked}
                }</ng-container>
                · {{ outsideState(result.external) }} · <gh-time [value]="state.at"
              /></span>
            </p>
          } @else {
            <div class="notice danger" data-testid="verify-result">
              <gh-icon name="shield-x" />
              <div class="found">
                <strong>
                  @if (onlyEntries(result)) {
                    <ng-container i18n>{result.faultCount, plural,
                      =1 {1 entry cannot be trusted}
                      other {{{ whole(result.faultCount) }} entries cannot be trusted}
                    }</ng-container>
                  } @else {
                    <ng-container i18n>{result.faultCount, plural,
                      =1 {1 fault found}
                      other {{{ whole(result.faultCount) }} faults found}
                    }</ng-container>
                  }
                </strong>
                <p i18n>
                  {{ whole(result.checked) }} checked. Somebody changed the database directly, or a key is missing. Keep
                  the database as it is and tell your operator.
                </p>
                <ul tabindex="0" aria-label="Faults" i18n-aria-label>
                  @for (fault of result.faults; track $index) {
                    <li>
                      @if (fault.subject === 'entry') {
                        <a [routerLink]="['/audit', fault.id]" queryParamsHandling="preserve">{{
                          faultSubject(fault.subject, fault.id)
                        }}</a>
                      } @else {
                        <span>{{ faultSubject(fault.subject, fault.id) }}</span>
                      }
                      <span
                        ><span class="kind" [title]="fault.kind">{{ faultName(fault.kind) }}</span>
                        @if (fault.detail) {
                          <span class="muted"> · {{ fault.detail }}</span>
                        }
                      </span>
                    </li>
                  }
                </ul>
                @if (result.faultCount > result.faults.length) {
                  <p i18n>The first {{ whole(result.faults.length) }} are listed.</p>
                }
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

    .found {
      flex: 1;
      min-width: 0;
    }

    ul {
      display: grid;
      gap: 4px;
      max-height: 240px;
      margin-top: 8px;
      overflow-y: auto;
    }

    li {
      display: grid;
      grid-template-columns: minmax(128px, max-content) minmax(0, 1fr);
      gap: 0 16px;
      overflow-wrap: anywhere;
    }

    .kind {
      font-weight: 550;
    }

    @media (max-width: 599px) {
      ul {
        gap: 8px;
      }

      li {
        grid-template-columns: minmax(0, 1fr);
      }
    }
  `,
})
export class AuditVerifyResult {
  readonly verification = input.required<Verification>();
  readonly retry = output();
  readonly stop = output();
  private readonly numbers = new Intl.NumberFormat(inject(LOCALE_ID));
  protected readonly faultName = faultName;
  protected readonly faultSubject = faultSubject;
  protected readonly outsideState = outsideState;

  /** Then their number is that of the entries; a checkpoint or a month is none. */
  protected onlyEntries({ faults }: AuditVerification): boolean {
    return faults.every((fault) => fault.subject === 'entry');
  }

  protected whole(count: number): string {
    return this.numbers.format(count);
  }
}
