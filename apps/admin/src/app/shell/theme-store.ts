import { DOCUMENT, Service, inject, signal } from '@angular/core';

export type ThemeChoice = 'system' | 'light' | 'dark';
const KEY = 'gatehouse.theme';

/** Light or dark: the system's choice unless the person made one. */
@Service()
export class ThemeStore {
  private readonly document = inject(DOCUMENT);
  private readonly storage = this.document.defaultView?.localStorage;
  private readonly chosen = signal<ThemeChoice>(themeOf(this.storage?.getItem(KEY)));
  readonly choice = this.chosen.asReadonly();

  constructor() {
    this.apply();
  }

  choose(theme: ThemeChoice): void {
    this.chosen.set(theme);
    if (theme === 'system') this.storage?.removeItem(KEY);
    else this.storage?.setItem(KEY, theme);
    this.apply();
  }

  private apply(): void {
    const root = this.document.documentElement;
    if (this.chosen() === 'system') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', this.chosen());
  }
}

function themeOf(stored: string | null | undefined): ThemeChoice {
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}
