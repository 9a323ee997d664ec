import { Component, LOCALE_ID, computed, inject, input } from '@angular/core';
import type { SigningKey } from '@gatehouse/api-client';
import { BrowserClock } from '../ui/clock.ts';
import { exactTime } from '../ui/time-text.ts';
import { keyChart } from './key-spans.ts';
import { keyMark, keyState } from './key-words.ts';

/** The keys in use on one scale of time: who signs now, who is next, whose tokens are still accepted. */
@Component({
  selector: 'gh-key-timeline',
  templateUrl: './key-timeline.html',
  styleUrl: './key-timeline.scss',
})
export class KeyTimeline {
  readonly keys = input.required<readonly SigningKey[]>();
  private readonly locale = inject(LOCALE_ID);
  private readonly clock = inject(BrowserClock);
  protected readonly keyMark = keyMark;
  protected readonly keyState = keyState;
  protected readonly chart = computed(() => keyChart(this.keys(), this.clock.tenSeconds()));
  protected readonly summary = computed(() =>
    (this.chart()?.lanes ?? [])
      .map(({ key }) => {
        const mark = keyMark(key.kid);
        const from = exactTime(Date.parse(key.activatesAt), this.locale);
        const until = exactTime(Date.parse(key.expiresAt ?? key.activatesAt), this.locale);
        switch (key.status) {
          case 'next':
            return $localize`Key ${mark}:KEY: signs from ${from}:FROM:.`;
          case 'current':
            return $localize`Key ${mark}:KEY: signs now.`;
          default:
            return $localize`Tokens signed with key ${mark}:KEY: are accepted until ${until}:UNTIL:.`;
        }
      })
      .join(' '),
  );
  private readonly hours = new Intl.DateTimeFormat(this.locale, { hour: '2-digit', minute: '2-digit' });
  private readonly days = new Intl.DateTimeFormat(this.locale, { day: 'numeric', month: 'short' });

  /** The hour, or at midnight the day that begins. */
  protected hourOf(moment: number): string {
    return new Date(moment).getHours() === 0 ? this.days.format(moment) : this.hours.format(moment);
  }
}
