import { Component, computed, input } from '@angular/core';
import { ICON_PATHS } from './icon-paths.ts';
import type { IconName } from './icon-paths.ts';

/** An icon beside a word. It is hidden from screen readers: the word says what it means. */
@Component({
  selector: 'gh-icon',
  template: `<svg viewBox="0 0 24 24" [attr.width]="size()" [attr.height]="size()" focusable="false">
    <path [attr.d]="path()" />
  </svg>`,
  styles: `
    :host {
      display: inline-flex;
      vertical-align: -0.2em;
    }

    path {
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.75;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
  host: { 'aria-hidden': 'true' },
})
export class Icon {
  readonly name = input.required<IconName>();
  readonly size = input(18);
  protected readonly path = computed(() => ICON_PATHS[this.name()]);
}
