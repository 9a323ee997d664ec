import { Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Icon } from '../ui/icon.ts';
import type { StartSteps } from './overview-store.ts';

/** The first steps of a new installation. */
@Component({
  selector: 'gh-start-list',
  imports: [Icon, RouterLink],
  template: `
    <section class="panel" aria-labelledby="start">
      <header>
        <h2 id="start" i18n>Start here</h2>
        <button type="button" (click)="hide.emit()" i18n="this list|">Hide</button>
      </header>
      <ol>
        @for (step of list(); track step.path) {
          <li [class.done]="step.done">
            <gh-icon [name]="step.done ? 'check-circle' : 'dash-circle'" />
            @if (step.done) {
              <span>{{ step.text }}<span class="visually-hidden" i18n="a step|">, done</span></span>
            } @else {
              <a [routerLink]="step.path">{{ step.text }}</a>
            }
          </li>
        }
      </ol>
    </section>
  `,
  styles: `
    header {
      display: flex;
      gap: 12px;
      align-items: center;
      justify-content: space-between;
      padding: 8px 16px;
      border-bottom: 1px solid var(--gh-border);
    }

    h2 {
      font-size: 0.875rem;
    }

    button {
      min-height: 28px;
      padding: 0 8px;
      border: 0;
      border-radius: 6px;
      background: none;
      color: var(--gh-text-muted);
      font: inherit;
      font-size: 0.8125rem;
      cursor: pointer;
    }

    button:hover {
      background: var(--gh-hover);
      color: var(--gh-text);
    }

    ol {
      margin: 0;
      padding: 6px 0;
      list-style: none;
    }

    li {
      display: flex;
      gap: 10px;
      align-items: center;
      min-height: 32px;
      padding: 4px 16px;
    }

    gh-icon {
      flex: none;
      color: var(--gh-text-muted);
    }

    .done {
      color: var(--gh-text-muted);
    }

    .done gh-icon {
      color: var(--gh-ok);
    }
  `,
})
export class StartList {
  readonly steps = input.required<StartSteps>();
  readonly hide = output();
  protected readonly list = computed(() => {
    const { twoFactor, setting, serviceAccount, upload } = this.steps();
    return [
      { done: twoFactor, path: '/account', text: $localize`Set up two-step sign-in for yourself` },
      { done: setting, path: '/settings/new', text: $localize`Store the first setting` },
      { done: serviceAccount, path: '/service-accounts/new', text: $localize`Create the first service account` },
      { done: upload, path: '/uploads', text: $localize`Upload the first file` },
    ];
  });
}
