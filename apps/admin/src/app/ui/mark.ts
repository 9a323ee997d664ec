import { Component, input } from '@angular/core';

/** The house's mark: a gate in an arch. */
@Component({
  selector: 'gh-mark',
  template: `<svg viewBox="0 0 32 32" [attr.width]="size()" [attr.height]="size()" focusable="false">
    <rect width="32" height="32" rx="7" />
    <path class="arch" d="M8 25V14a8 8 0 0 1 16 0v11" />
    <path class="bars" d="M13 25v-9m6 9v-9M8 20.5h16" />
  </svg>`,
  styles: `
    :host {
      display: inline-flex;
    }

    rect {
      fill: light-dark(oklch(0.46 0.085 195), oklch(0.52 0.09 195));
    }

    path {
      fill: none;
      stroke: #fff;
      stroke-width: 2.6;
      stroke-linecap: round;
    }

    .bars {
      stroke: oklch(0.9 0.06 192);
      stroke-width: 2;
    }
  `,
  host: { 'aria-hidden': 'true' },
})
export class Mark {
  readonly size = input(24);
}
