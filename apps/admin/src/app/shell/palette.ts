import type { Injector } from '@angular/core';
import { Component, ElementRef, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialog, MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { Icon } from '../ui/icon.ts';
import { PaletteSearch, byCloseness } from './palette-search.ts';
import type { Target } from './palette-search.ts';

const PAUSE_MS = 120;
const OPTION = 'palette-option-';

/** Goes anywhere by its name: a combobox whose first finding is chosen already, so that Enter opens it. */
@Component({
  selector: 'gh-palette',
  imports: [Icon],
  providers: [PaletteSearch],
  templateUrl: './palette.html',
  styleUrl: './palette.scss',
})
export class Palette {
  private readonly pages = inject<readonly Target[]>(MAT_DIALOG_DATA);
  private readonly dialog = inject(MatDialogRef);
  private readonly router = inject(Router);
  private readonly search = inject(PaletteSearch);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly option = OPTION;
  protected readonly typed = signal('');
  private readonly found = signal<readonly Target[]>([]);
  protected readonly looking = signal(false);
  protected readonly targets = computed(() => {
    const text = this.typed().toLowerCase();
    const pages = this.pages.filter(({ name }) => name.toLowerCase().includes(text));
    return text === '' ? pages : byCloseness([...pages, ...this.found()], text);
  });
  protected readonly active = signal(0);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private question = 0;

  protected type(text: string): void {
    this.typed.set(text.trim());
    this.active.set(0);
    this.found.set([]);
    clearTimeout(this.timer);
    this.question += 1;
    this.looking.set(text.trim() !== '');
    if (text.trim() !== '') this.timer = setTimeout(() => void this.look(text.trim()), PAUSE_MS);
  }

  protected onKey(event: KeyboardEvent): void {
    const count = this.targets().length;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined && count > 0) {
      event.preventDefault();
      this.active.update((at) => (at + by + count) % count);
      this.element.querySelector(`#${OPTION}${String(this.active())}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const target = this.targets()[this.active()];
      if (target) this.go(target);
    }
  }

  protected go({ path, query }: Target): void {
    this.dialog.close();
    void this.router.navigate([...path], query ? { queryParams: query } : {});
  }

  private async look(text: string): Promise<void> {
    const { question } = this;
    const found = await this.search.find(text.slice(0, 100));
    if (question !== this.question) return;
    this.found.set(found);
    this.looking.set(false);
  }
}

export function openPalette(injector: Injector, pages: readonly Target[]): void {
  const dialog = injector.get(MatDialog);
  if (dialog.openDialogs.length > 0) return;
  const ariaLabel = $localize`Go to`;
  dialog.open(Palette, { data: pages, ariaLabel, width: '560px', position: { top: '12vh' }, restoreFocus: true });
}
