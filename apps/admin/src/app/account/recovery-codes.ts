import { Component, DOCUMENT, computed, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatDialogActions, MatDialogContent } from '@angular/material/dialog';
import { CopyButton } from '../ui/copy-button.ts';
import { Icon } from '../ui/icon.ts';
import { saveFile } from '../ui/save-file.ts';

/** The recovery codes, once: to copy, to download, and done only when the person says that they are stored. */
@Component({
  selector: 'gh-recovery-codes',
  imports: [CopyButton, Icon, MatButton, MatCheckbox, MatDialogActions, MatDialogContent],
  template: `
    <mat-dialog-content>
      <p i18n>
        Each code signs you in once if you do not have your phone. Keep them where you keep passwords or important
        papers; they are not shown again.
      </p>
      <ol aria-label="Recovery codes" i18n-aria-label>
        @for (code of codes(); track code) {
          <li class="mono">{{ code }}</li>
        }
      </ol>
      <div class="row">
        <gh-copy-button [value]="together()"><ng-container i18n>Copy all</ng-container></gh-copy-button>
        <button mat-stroked-button type="button" (click)="download()">
          <gh-icon name="download" /><ng-container i18n>Download</ng-container>
        </button>
      </div>
    </mat-dialog-content>
    <mat-dialog-actions class="spread">
      <mat-checkbox [checked]="stored()" (change)="stored.set($event.checked)" i18n
        >I have stored the codes</mat-checkbox
      >
      <button mat-flat-button type="button" [disabled]="!stored()" (click)="done.emit()" i18n>Done</button>
    </mat-dialog-actions>
  `,
  styles: `
    :host {
      display: contents;
    }

    ol {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
      gap: 4px 16px;
      margin: 16px 0;
      padding: 14px 16px;
      border: 1px solid var(--gh-border);
      border-radius: var(--gh-radius);
      background: var(--gh-sunken);
    }
  `,
})
export class RecoveryCodes {
  readonly codes = input.required<readonly string[]>();
  readonly done = output();
  private readonly document = inject(DOCUMENT);
  protected readonly stored = signal(false);
  protected readonly together = computed(() => this.codes().join('\n'));

  protected download(): void {
    const text = `Gatehouse\n${this.document.location.host}\n\n${this.together()}\n`;
    saveFile(this.document, 'gatehouse-recovery-codes.txt', text);
  }
}
