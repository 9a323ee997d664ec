import { Component, input } from '@angular/core';
import { Icon } from './icon.ts';
import type { IconName } from './icon-paths.ts';

/** What a page says when there is nothing yet: what it is for, and the first thing to do. */
@Component({
  selector: 'gh-empty-state',
  imports: [Icon],
  template: `
    <span class="mark"><gh-icon [name]="icon()" [size]="22" /></span>
    <h2>{{ heading() }}</h2>
    <p><ng-content /></p>
    <ng-content select="[action]" />
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 8px;
      align-items: center;
      padding: 48px 24px;
      text-align: center;
    }

    .mark {
      display: grid;
      place-items: center;
      width: 44px;
      height: 44px;
      margin-bottom: 4px;
      border-radius: 12px;
      background: var(--gh-accent-soft);
      color: var(--gh-on-accent-soft);
    }

    p {
      max-width: 48ch;
      margin-bottom: 8px;
      color: var(--gh-text-muted);
    }
  `,
})
export class EmptyState {
  readonly icon = input.required<IconName>();
  readonly heading = input.required<string>();
}
