import { Component } from '@angular/core';
import type { Injector } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MatDialog,
  MatDialogActions,
  MatDialogClose,
  MatDialogContent,
  MatDialogTitle,
} from '@angular/material/dialog';

@Component({
  selector: 'gh-shortcuts-dialog',
  imports: [MatButton, MatDialogActions, MatDialogClose, MatDialogContent, MatDialogTitle],
  template: `
    <h2 mat-dialog-title i18n>Keyboard shortcuts</h2>
    <mat-dialog-content>
      <dl class="facts">
        <dt><kbd>Ctrl</kbd> <kbd>K</kbd></dt>
        <dd i18n>Go to any page, setting, user, service account or file; ⌘ K on a Mac</dd>
        <dt><kbd>/</kbd></dt>
        <dd i18n>Go to the page’s filter</dd>
        <dt><kbd>j</kbd> <kbd>k</kbd></dt>
        <dd i18n>Next and previous row</dd>
        <dt><kbd>Enter</kbd></dt>
        <dd i18n>Open the row</dd>
        <dt><kbd>Esc</kbd></dt>
        <dd i18n>Close the open panel or dialog</dd>
        <dt><kbd>?</kbd></dt>
        <dd i18n>Show this list</dd>
      </dl>
    </mat-dialog-content>
    <mat-dialog-actions align="end"><button mat-button mat-dialog-close i18n>Close</button></mat-dialog-actions>
  `,
  styles: `
    kbd {
      padding: 1px 6px;
      border: 1px solid var(--gh-border-strong);
      border-radius: 4px;
      font-family: var(--gh-mono);
      font-size: 0.75rem;
    }
  `,
})
export class ShortcutsDialog {}

export function openShortcuts(injector: Injector): void {
  const dialog = injector.get(MatDialog);
  if (dialog.openDialogs.length === 0) dialog.open(ShortcutsDialog, { width: '360px' });
}
