import { Component, computed, inject, input, signal } from '@angular/core';
import { Clipboard } from './clipboard.ts';
import { Icon } from './icon.ts';

/** Cuts a long id in the middle: the ends are what people compare. */
export function cutMiddle(text: string, length: number): string {
  if (text.length <= length) return text;
  const half = Math.floor((length - 1) / 2);
  return `${text.slice(0, length - 1 - half)}…${text.slice(text.length - half)}`;
}

/** A key, id or digest: monospace, cut in the middle, whole on hover, copied by a click. */
@Component({
  selector: 'gh-copy-text',
  imports: [Icon],
  template: `<button type="button" [title]="value()" [attr.aria-label]="label()" (click)="copy()">
    <span class="mono" [class.whole]="cut() > 40">{{ shown() }}</span>
    <gh-icon [name]="copied() ? 'check' : 'copy'" [size]="14" />
  </button>`,
  styles: `
    :host {
      display: inline-flex;
      max-width: 100%;
    }

    button {
      display: inline-flex;
      gap: 5px;
      align-items: center;
      max-width: calc(100% + 8px);
      min-height: 24px;
      margin-inline: -4px;
      padding: 1px 4px;
      border: 0;
      border-radius: 4px;
      background: none;
      color: inherit;
      font: inherit;
      text-align: start;
      cursor: pointer;
    }

    button:hover {
      background: var(--gh-hover);
    }

    .mono {
      white-space: nowrap;
    }

    .whole {
      white-space: normal;
      overflow-wrap: anywhere;
    }

    gh-icon {
      flex: none;
      color: var(--gh-text-muted);
    }
  `,
})
export class CopyText {
  readonly value = input.required<string>();
  readonly cut = input(18);
  /** How people read it where that is not what is copied: a key in groups of four. */
  readonly written = input<string>();
  /** What the value is, for screen readers: "Request id". */
  readonly name = input('');
  private readonly clipboard = inject(Clipboard);
  protected readonly copied = signal(false);
  protected readonly shown = computed(() => this.written() ?? cutMiddle(this.value(), this.cut()));
  protected readonly label = computed(() => $localize`Copy ${this.name()}:NAME: ${this.value()}:VALUE:`);

  protected async copy(): Promise<void> {
    if (!(await this.clipboard.copy(this.value()))) return;
    this.copied.set(true);
    setTimeout(() => this.copied.set(false), 2000);
  }
}
