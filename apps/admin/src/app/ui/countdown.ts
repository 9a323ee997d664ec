import { Injector, computed, inject, signal, untracked } from '@angular/core';
import type { Signal } from '@angular/core';
import { BrowserClock } from './clock.ts';

export interface Countdown {
  /** Whole seconds left; 0 when it is over or was never started. */
  readonly left: Signal<number>;
  start(seconds: number): void;
}

/** A countdown that ticks while somebody looks at it. Call it in an injection context. */
export function createCountdown(injector = inject(Injector)): Countdown {
  const clock = injector.get(BrowserClock);
  const started = signal({ seconds: 0, end: 0 });
  return {
    // the clock stands up to a second behind the moment of the start: never more than was asked for
    left: computed(() => {
      const { seconds, end } = started();
      if (seconds === 0) return 0;
      return Math.min(seconds, Math.max(0, Math.ceil((end - clock.seconds()) / 1000)));
    }),
    // untracked, so that an effect that starts a countdown is not run again by its ticking
    start: (seconds) => started.set({ seconds, end: Math.max(Date.now(), untracked(clock.seconds)) + seconds * 1000 }),
  };
}

/** "0:42", "12:05". */
export function minutesAndSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
