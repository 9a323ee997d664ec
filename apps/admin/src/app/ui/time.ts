import { Component, LOCALE_ID, booleanAttribute, computed, inject, input } from '@angular/core';
import { BrowserClock } from './clock.ts';
import { exactTime, exactTimeWithUtc, relativeTime, utcTime } from './time-text.ts';

/** A moment: how long ago (or exactly, with `exact`), with local time and UTC on hover. */
@Component({
  selector: 'gh-time',
  template: `<time [attr.datetime]="value()" [title]="title()">
    @if (exact()) {
      {{ local() }} · <span>{{ utc() }}</span>
    } @else {
      {{ text() }}
    }
  </time>`,
  styles: `
    :host(:not(.exact)),
    span {
      white-space: nowrap;
    }
  `,
  host: { '[class.exact]': 'exact()' },
})
export class Time {
  readonly value = input.required<string>();
  readonly exact = input(false, { transform: booleanAttribute });
  private readonly locale = inject(LOCALE_ID);
  private readonly clock = inject(BrowserClock);
  private readonly at = computed(() => Date.parse(this.value()));
  protected readonly title = computed(() => exactTimeWithUtc(this.at(), this.locale));
  protected readonly local = computed(() => exactTime(this.at(), this.locale));
  protected readonly utc = computed(() => utcTime(this.at()));
  protected readonly text = computed(() => relativeTime(this.at(), this.clock.tenSeconds(), this.locale));
}
