import { Service, computed, inject, signal } from '@angular/core';
import { BrowserClock } from '../ui/clock.ts';

export const UNDO_FOR_MS = 10_000;

/** What was just saved, for as long as taking it back is one press away. */
@Service()
export class SettingUndo {
  private readonly clock = inject(BrowserClock);
  private readonly made = signal<
    { readonly key: string; readonly before: number; readonly after: number; readonly until: number } | undefined
  >(undefined);

  readonly offered = computed(() => {
    const made = this.made();
    return made !== undefined && this.clock.seconds() < made.until ? made : undefined;
  });

  /** Nothing is offered where saving made no version. */
  offer(key: string, before: number, after: number): void {
    this.made.set(after > before ? { key, before, after, until: Date.now() + UNDO_FOR_MS } : undefined);
  }

  forget(): void {
    this.made.set(undefined);
  }
}
