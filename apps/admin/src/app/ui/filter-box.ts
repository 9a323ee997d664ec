import type { ElementRef, OnDestroy } from '@angular/core';
import { Component, effect, input, output, signal, untracked, viewChild } from '@angular/core';
import { FilterKey } from './hotkeys.ts';
import { Icon } from './icon.ts';

const PAUSE_MS = 250;

/** Each box names its own fault. */
let made = 0;

/** One line that filters a list while one types. `/` focuses it, Esc empties it. */
@Component({
  selector: 'gh-filter-box',
  imports: [FilterKey, Icon],
  template: `
    <label>
      <gh-icon name="search" [size]="16" />
      <span class="visually-hidden">{{ label() }}</span>
      <input
        #box
        ghFilterKey
        type="search"
        autocomplete="off"
        spellcheck="false"
        maxlength="200"
        [placeholder]="hint()"
        [value]="typed()"
        [attr.aria-invalid]="fault() ? true : null"
        [attr.aria-describedby]="fault() ? faultId : null"
        (input)="later(box.value)"
        (keydown.enter)="now(box.value)"
        (keydown.escape)="clear($event)"
      />
      <kbd>/</kbd>
    </label>
    <div [id]="faultId" role="status">
      @if (fault()) {
        <p class="fault">{{ fault() }}</p>
      }
    </div>
  `,
  styles: `
    :host {
      display: block;
      flex: 1 1 280px;
      min-width: 0;
    }

    label {
      display: flex;
      gap: 8px;
      align-items: center;
      height: 36px;
      padding-inline: 10px;
      border: 1px solid var(--gh-border-strong);
      border-radius: 6px;
      background: var(--gh-surface);
      color: var(--gh-text-muted);
    }

    label:focus-within {
      border-color: var(--gh-focus);
      outline: 1px solid var(--gh-focus);
    }

    input {
      flex: 1;
      min-width: 0;
      height: 100%;
      border: 0;
      outline: none;
      background: none;
      color: var(--gh-text);
      font: inherit;
      text-overflow: ellipsis;
    }

    input::placeholder {
      color: var(--gh-text-muted);
      opacity: 1;
    }

    input::-webkit-search-cancel-button {
      display: none;
    }

    kbd {
      padding: 0 6px;
      border: 1px solid var(--gh-border);
      border-radius: 4px;
      font-family: var(--gh-mono);
      font-size: 0.75rem;
    }

    .fault {
      margin: 4px 0 0;
      color: var(--gh-danger);
      font-size: 0.8125rem;
      overflow-wrap: anywhere;
    }

    label:focus-within kbd {
      display: none;
    }
  `,
})
export class FilterBox implements OnDestroy {
  readonly value = input('');
  readonly label = input.required<string>();
  readonly hint = input('');
  /** What is wrong with what was typed. */
  readonly fault = input('');
  protected readonly faultId = `filter-fault-${String((made += 1))}`;
  readonly changed = output<string>();
  protected readonly typed = signal('');
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    effect(() => {
      const value = this.value();
      // what is being typed is ahead of the address; it is not put back
      untracked(() => {
        if (this.typed().trim() !== value) this.typed.set(value);
      });
    });
  }

  focus(): void {
    this.box().nativeElement.focus();
  }

  ngOnDestroy(): void {
    clearTimeout(this.timer);
  }

  protected later(text: string): void {
    this.typed.set(text);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed.emit(text.trim()), PAUSE_MS);
  }

  protected now(text: string): void {
    clearTimeout(this.timer);
    this.changed.emit(text.trim());
  }

  protected clear(event: Event): void {
    event.preventDefault();
    clearTimeout(this.timer);
    this.typed.set('');
    this.changed.emit('');
  }
}
