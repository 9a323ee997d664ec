import { Component, DOCUMENT, DestroyRef, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { ProblemError } from '@gatehouse/api-client';
import { Clipboard } from '../ui/clipboard.ts';
import { createCountdown, minutesAndSeconds } from '../ui/countdown.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { asProblem } from '../ui/problem-text.ts';
import { SettingsStore } from './settings-store.ts';

export const SHOWN_FOR_SECONDS = 30;

/**
 * A value behind dots whose number tells nothing. Revealed, it hides after 30 seconds and as soon as the window
 * loses the person's attention; masked, it is nowhere in the page.
 */
@Component({
  selector: 'gh-secret-value',
  imports: [MatButton, Icon, ProblemPanel],
  templateUrl: './secret-value.html',
  styles: `
    .value-box.open {
      border-color: var(--gh-warn);
    }

    .dots {
      color: var(--gh-text-muted);
      letter-spacing: 0.1em;
    }

    .note {
      margin-top: 6px;
      color: var(--gh-text-muted);
      font-size: 0.8125rem;
    }
  `,
})
export class SecretValue {
  readonly key = input.required<string>();
  private readonly store = inject(SettingsStore);
  private readonly clipboard = inject(Clipboard);
  private readonly countdown = createCountdown();
  private timer: ReturnType<typeof setTimeout> | undefined;
  protected readonly mayReveal = this.store.mayReveal;
  protected readonly shown = signal<string | undefined>(undefined);
  protected readonly busy = signal(false);
  protected readonly copied = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  protected readonly left = computed(() => minutesAndSeconds(this.countdown.left()));

  constructor() {
    const document = inject(DOCUMENT);
    const window = document.defaultView;
    const hide = (): void => {
      this.hide();
    };
    window?.addEventListener('blur', hide);
    document.addEventListener('visibilitychange', hide);
    inject(DestroyRef).onDestroy(() => {
      hide();
      window?.removeEventListener('blur', hide);
      document.removeEventListener('visibilitychange', hide);
    });
  }

  protected async reveal(): Promise<void> {
    await this.ask((value) => {
      this.shown.set(value);
      clearTimeout(this.timer);
      this.countdown.start(SHOWN_FOR_SECONDS);
      this.timer = setTimeout(() => this.hide(), SHOWN_FOR_SECONDS * 1000);
    });
  }

  protected async copy(): Promise<void> {
    const done = (value: string): Promise<void> =>
      this.clipboard.copy(value).then((copied) => {
        this.copied.set(copied);
        setTimeout(() => this.copied.set(false), 4000);
      });
    const shown = this.shown();
    await (shown === undefined ? this.ask(done) : done(shown));
  }

  protected hide(): void {
    clearTimeout(this.timer);
    this.shown.set(undefined);
  }

  private async ask(use: (value: string) => void | Promise<void>): Promise<void> {
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      await use((await this.store.reveal(this.key())).valueText);
    } catch (error) {
      this.problem.set(asProblem(error));
    } finally {
      this.busy.set(false);
    }
  }
}
