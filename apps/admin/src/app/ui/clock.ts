import { DestroyRef, Service, inject, signal } from '@angular/core';
import type { Signal } from '@angular/core';

/** The time now, as signals: relative times follow a slow one, countdowns a fast one. */
@Service()
export class BrowserClock {
  readonly seconds: Signal<number>;
  readonly tenSeconds: Signal<number>;

  constructor() {
    const seconds = signal(Date.now());
    const tenSeconds = signal(Date.now());
    const timer = setInterval(() => {
      const now = Date.now();
      seconds.set(now);
      if (now - tenSeconds() >= 10_000) tenSeconds.set(now);
    }, 1000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
    this.seconds = seconds.asReadonly();
    this.tenSeconds = tenSeconds.asReadonly();
  }
}
