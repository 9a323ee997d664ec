import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from 'vitest';
import { BrowserClock } from './clock.ts';
import { createCountdown, minutesAndSeconds } from './countdown.ts';

function countdownAt(offset: number) {
  const seconds = signal(Date.now() + offset);
  TestBed.configureTestingModule({ providers: [{ provide: BrowserClock, useValue: { seconds } }] });
  return { seconds, countdown: TestBed.runInInjectionContext(() => createCountdown()) };
}

describe('a countdown', () => {
  it('never shows more than it was started with, although the clock of the page is behind', () => {
    const { countdown, seconds } = countdownAt(-990);
    countdown.start(60);
    expect(countdown.left()).toBe(60);
    seconds.update((now) => now + 1500);
    expect(countdown.left()).toBe(60);
    seconds.update((now) => now + 1000);
    expect(countdown.left()).toBe(59);
  });

  it('is over at zero, and before it was started', () => {
    const { countdown, seconds } = countdownAt(0);
    expect(countdown.left()).toBe(0);
    countdown.start(2);
    seconds.update((now) => now + 5000);
    expect(countdown.left()).toBe(0);
  });

  it('is written in minutes and seconds', () => {
    expect([0, 42, 725].map(minutesAndSeconds)).toEqual(['0:00', '0:42', '12:05']);
  });
});
