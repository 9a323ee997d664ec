import { Component, computed, input } from '@angular/core';

/** Keeps the place of what is being loaded. */
@Component({
  selector: 'gh-skeleton',
  template: `
    <span class="visually-hidden" role="status" i18n>Loading</span>
    @for (line of lines(); track $index) {
      <span class="line" [style.height.px]="height()"><span class="bar" [style.width.%]="line"></span></span>
    }
  `,
  styles: `
    :host {
      display: block;
    }

    .line {
      display: flex;
      align-items: center;
      padding-inline: 12px;
    }

    .bar {
      height: 10px;
      border-radius: 5px;
      background: var(--gh-neutral-soft);
      animation: breathe 1.4s ease-in-out infinite alternate;
    }

    @keyframes breathe {
      to {
        opacity: 0.45;
      }
    }
  `,
})
export class Skeleton {
  readonly rows = input(6);
  readonly height = input(40);
  protected readonly lines = computed(() => Array.from({ length: this.rows() }, (_, row) => 88 - ((row * 37) % 45)));
}
