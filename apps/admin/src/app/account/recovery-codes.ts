import { Component, DOCUMENT, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Clipboard } from '../ui/clipboard.ts';
import { Icon } from '../ui/icon.ts';

/** The recovery codes, once: to copy, to download, and done only when the person says that they are stored. */
@Component({
  selector: 'gh-recovery-codes',
  imports: [Icon, MatButton],
  template: `
    <p i18n>
      Each code signs you in once when your phone is not at hand. Keep them where you keep important papers or
      passwords; they are not shown again.
    </p>
    <ol aria-label="Recovery codes" i18n-aria-label>
      @for (code of codes(); track code) {
        <li class="mono">{{ code }}</li>
      }
    </ol>
    <div class="row">
      <button mat-stroked-button type="button" (click)="copy()">
        <gh-icon [name]="copied() ? 'check' : 'copy'" />
        @if (copied()) {
          <ng-container i18n>Copied</ng-container>
        } @else {
          <ng-container i18n>Copy all</ng-container>
        }
      </button>
      <button mat-stroked-button type="button" (click)="download()">
        <gh-icon name="download" /><ng-container i18n>Download</ng-container>
      </button>
    </div>
    <label class="stored">
      <input type="checkbox" [checked]="stored()" (change)="stored.set(!stored())" />
      <span i18n>I have stored the codes</span>
    </label>
    <div class="done">
      <button mat-flat-button type="button" [disabled]="!stored()" (click)="done.emit()" i18n>Done</button>
    </div>
  `,
  styles: `
    ol {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
      gap: 6px 16px;
      margin: 16px 0;
      padding: 14px 16px;
      border: 1px solid var(--gh-border);
      border-radius: var(--gh-radius);
      background: var(--gh-sunken);
    }

    .stored {
      display: flex;
      gap: 8px;
      align-items: center;
      width: fit-content;
      min-height: 24px;
      margin-top: 20px;
      cursor: pointer;
    }

    input {
      width: 16px;
      height: 16px;
      margin: 0;
      accent-color: var(--gh-accent);
    }

    .done {
      display: flex;
      justify-content: flex-end;
      margin-top: 12px;
    }
  `,
})
export class RecoveryCodes {
  readonly codes = input.required<readonly string[]>();
  readonly done = output();
  private readonly clipboard = inject(Clipboard);
  private readonly document = inject(DOCUMENT);
  protected readonly copied = signal(false);
  protected readonly stored = signal(false);

  protected async copy(): Promise<void> {
    if (!(await this.clipboard.copy(this.codes().join('\n')))) return;
    this.copied.set(true);
    setTimeout(() => this.copied.set(false), 2000);
  }

  protected download(): void {
    const text = `Gatehouse\n${this.document.location.host}\n\n${this.codes().join('\n')}\n`;
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = this.document.createElement('a');
    link.href = url;
    link.download = 'gatehouse-recovery-codes.txt';
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
}
