import { Component, LOCALE_ID, computed, inject } from '@angular/core';
import { componentName } from '../overview/health-words.ts';
import { Connection } from '../ui/connection.ts';
import { Icon } from '../ui/icon.ts';
import { problemTitle } from '../ui/problem-text.ts';
import { PageRetry } from './page-retry.ts';
import { SystemStore } from './system-store.ts';

/** The one place that says that something is missing: what, since when, and how old the shown data is. */
@Component({
  selector: 'gh-connection-banner',
  imports: [Icon],
  template: `
    <div role="status">
      @if (state(); as state) {
        <div class="banner" [class.danger]="state.danger">
          <gh-icon [name]="state.danger ? 'octagon' : 'alert'" />
          <p [title]="state.text">{{ state.text }}</p>
          @if (page.failed()) {
            <button type="button" (click)="page.again()" i18n>Try now</button>
            <button type="button" (click)="page.giveUp()" i18n>Stay here</button>
          }
        </div>
      }
    </div>
  `,
  styles: `
    .banner {
      display: flex;
      gap: 10px;
      align-items: center;
      height: var(--gh-banner-height);
      padding: 0 16px;
      border-bottom: 1px solid var(--gh-border);
      background: var(--gh-warn-soft);
      font-size: 0.8125rem;
    }

    gh-icon {
      flex: none;
      color: var(--gh-warn);
    }

    .danger {
      background: var(--gh-danger-soft);

      gh-icon {
        color: var(--gh-danger);
      }
    }

    p {
      display: -webkit-box;
      flex: 1;
      overflow: hidden;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }

    button {
      flex: none;
      min-height: 28px;
      padding: 0 8px;
      border: 1px solid var(--gh-border-strong);
      border-radius: 6px;
      background: var(--gh-surface);
      color: var(--gh-text);
      font: inherit;
      cursor: pointer;
    }
  `,
  host: { '[class.shown]': 'state() !== undefined' },
})
export class ConnectionBanner {
  private readonly connection = inject(Connection);
  private readonly system = inject(SystemStore);
  protected readonly page = inject(PageRetry);
  private readonly time = new Intl.DateTimeFormat(inject(LOCALE_ID), { timeStyle: 'medium' });

  protected readonly state = computed((): { readonly text: string; readonly danger: boolean } | undefined => {
    const offline = this.connection.offlineSince();
    const problem = this.system.problem();
    if (this.page.failed() !== undefined) {
      const why = offline === undefined ? $localize`its files do not arrive` : $localize`you are offline`;
      return {
        text: $localize`This page could not be opened: ${why}:REASON:. It is tried again every few seconds.`,
        danger: false,
      };
    }
    if (offline !== undefined)
      return {
        text: $localize`You are offline since ${this.at(offline)}:TIME:. What is shown is as of then.`,
        danger: false,
      };
    if (problem !== undefined) {
      const since = this.at(this.system.asOf() || this.system.failingSince());
      return {
        text: $localize`${problemTitle(problem)}:PROBLEM: since ${since}:TIME:. What is shown is as of then; it is asked again every few seconds.`,
        danger: true,
      };
    }
    return this.troubled();
  });

  private troubled(): { readonly text: string; readonly danger: boolean } | undefined {
    const health = this.system.health();
    const ill = health?.components.filter(({ status }) => status !== 'up') ?? [];
    if (ill.length === 0) return undefined;
    const names = ill.map(({ name, detail }) => (detail ? `${componentName(name)} (${detail})` : componentName(name)));
    const since = this.at(this.system.troubledSince());
    const list = names.join(', ');
    return ill.some(({ status }) => status === 'down')
      ? { text: $localize`Down, seen since ${since}:TIME:: ${list}:COMPONENTS:`, danger: true }
      : { text: $localize`Degraded, seen since ${since}:TIME:: ${list}:COMPONENTS:`, danger: false };
  }

  private at(moment: number): string {
    return this.time.format(moment);
  }
}
