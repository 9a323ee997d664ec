import { Component, computed, input } from '@angular/core';
import { Icon } from './icon.ts';
import type { IconName } from './icon-paths.ts';

export type Tone = 'ok' | 'warn' | 'danger' | 'info' | 'neutral';

const ICONS: Record<Tone, IconName> = {
  ok: 'check-circle',
  warn: 'clock',
  danger: 'octagon',
  info: 'scan',
  neutral: 'dash-circle',
};

/** A status as colour, shape and word together, so that no one of them carries the meaning alone. */
@Component({
  selector: 'gh-status-chip',
  imports: [Icon],
  template: `<gh-icon [name]="shape()" [size]="14" /><ng-content />`,
  styles: `
    :host {
      display: inline-flex;
      gap: 5px;
      align-items: center;
      max-width: 100%;
      padding: 1px 8px 1px 6px;
      border-radius: 5px;
      font-size: 0.75rem;
      font-weight: 550;
      line-height: 1.25rem;
      vertical-align: middle;
      white-space: nowrap;
    }

    :host(.quiet) {
      padding-inline: 0;
      background: none !important;
    }

    :host(.ok) {
      background: var(--gh-ok-soft);
      color: var(--gh-ok);
    }

    :host(.warn) {
      background: var(--gh-warn-soft);
      color: var(--gh-warn);
    }

    :host(.danger) {
      background: var(--gh-danger-soft);
      color: var(--gh-danger);
    }

    :host(.info) {
      background: var(--gh-info-soft);
      color: var(--gh-info);
    }

    :host(.neutral) {
      background: var(--gh-neutral-soft);
      color: var(--gh-neutral);
    }
  `,
  host: { '[class]': 'tone()', '[class.quiet]': 'quiet()' },
})
export class StatusChip {
  readonly tone = input.required<Tone>();
  readonly icon = input<IconName | undefined>();
  /** Without a background, where the usual case would drown the rare one. */
  readonly quiet = input(false);
  protected readonly shape = computed(() => this.icon() ?? ICONS[this.tone()]);
}
