import { Component, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Icon } from '../ui/icon.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { Time } from '../ui/time.ts';
import type { Verification } from './audit-store.ts';

/** What a verification found: nothing, or which entries can no longer be trusted. */
@Component({
  selector: 'gh-audit-verify-result',
  imports: [RouterLink, Icon, ProblemPanel, Time],
  template: `
    <div aria-live="polite">
      @let state = verification();
      @switch (state.kind) {
        @case ('running') {
          <p class="notice info">
            <gh-icon name="scan" /><span i18n>Checking every signature. This can take a while on a long log.</span>
          </p>
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
                      <span class="mono">{{ fault.kind }}</span> <span class="muted">{{ fault.detail }}</span>
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
      width: 100%;
    }

    .ok {
      border-color: color-mix(in oklch, var(--gh-ok) 35%, transparent);
      background: var(--gh-ok-soft);
    }

    .ok gh-icon {
      color: var(--gh-ok);
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
}
