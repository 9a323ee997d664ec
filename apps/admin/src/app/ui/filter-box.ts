import type { ElementRef, OnDestroy } from '@angular/core';
import { Component, computed, effect, input, output, signal, untracked, viewChild } from '@angular/core';
import { suggest } from './filter-words.ts';
import type { Qualifier, Suggestion } from './filter-words.ts';
import { FilterKey } from './hotkeys.ts';
import { Icon } from './icon.ts';

const PAUSE_MS = 250;

/** Each box names its own fault and its own suggestions. */
let made = 0;

/**
 * One line that filters a list while one types, and suggests what it can be filtered by. `/` focuses it. A combobox with a
 * listbox as ARIA's patterns have it: arrows choose, Enter takes, Esc closes the suggestions and then empties the line.
 */
@Component({
  selector: 'gh-filter-box',
  imports: [FilterKey, Icon],
  templateUrl: './filter-box.html',
  styleUrl: './filter-box.scss',
})
export class FilterBox implements OnDestroy {
  readonly value = input('');
  readonly label = input.required<string>();
  readonly hint = input('');
  /** What is wrong with what was typed. */
  readonly fault = input('');
  /** What the list can be filtered by. */
  readonly qualifiers = input<readonly Qualifier[]>([]);
  readonly changed = output<string>();
  protected readonly faultId = `filter-fault-${String((made += 1))}`;
  protected readonly listId = `filter-suggestions-${String(made)}`;
  protected readonly typed = signal('');
  private readonly caret = signal(0);
  private readonly asked = signal(false);
  protected readonly suggestions = computed(() =>
    this.asked() ? suggest(this.typed(), this.caret(), this.qualifiers()) : [],
  );
  protected readonly active = signal(-1);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    effect(() => {
      const value = this.value();
      // what is being typed is ahead of the address; it is not put back
      untracked(() => {
        if (this.timer === undefined && this.typed().trim() !== value) this.typed.set(value);
      });
    });
  }

  focus(): void {
    this.box().nativeElement.focus();
  }

  ngOnDestroy(): void {
    this.stopWaiting();
  }

  protected later(box: HTMLInputElement): void {
    this.typed.set(box.value);
    this.open(box);
    this.stopWaiting();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.changed.emit(box.value.trim());
    }, PAUSE_MS);
  }

  protected onKey(event: KeyboardEvent, box: HTMLInputElement): void {
    if (event.key === 'Enter') this.enter(event, box);
    else if (event.key === 'Escape') this.escape(event);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.move(event, box);
    else if (event.key === 'Tab') this.close();
  }

  protected take(suggestion: Suggestion): void {
    const box = this.box().nativeElement;
    // at once: the cursor has no place in words that are not there yet
    box.value = suggestion.text;
    box.setSelectionRange(suggestion.caret, suggestion.caret);
    box.focus();
    this.typed.set(suggestion.text);
    this.open(box);
    this.stopWaiting();
    if (suggestion.open) return;
    this.close();
    this.changed.emit(suggestion.text.trim());
  }

  protected close(): void {
    this.asked.set(false);
    this.active.set(-1);
  }

  private stopWaiting(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private open(box: HTMLInputElement): void {
    this.caret.set(box.selectionStart ?? box.value.length);
    this.active.set(-1);
    this.asked.set(true);
  }

  private enter(event: Event, box: HTMLInputElement): void {
    event.preventDefault();
    const suggestion = this.suggestions()[this.active()];
    if (suggestion === undefined) {
      this.close();
      this.stopWaiting();
      this.changed.emit(box.value.trim());
    } else this.take(suggestion);
  }

  private escape(event: Event): void {
    event.preventDefault();
    if (this.suggestions().length === 0) {
      this.stopWaiting();
      this.typed.set('');
      this.changed.emit('');
    } else this.close();
  }

  private move(event: KeyboardEvent, box: HTMLInputElement): void {
    if (this.suggestions().length === 0) this.open(box);
    const count = this.suggestions().length;
    if (count === 0) return;
    event.preventDefault();
    // beyond either end is the line itself
    const by = event.key === 'ArrowDown' ? 1 : -1;
    this.active.update((at) => ((at + 1 + by + count + 1) % (count + 1)) - 1);
  }
}
