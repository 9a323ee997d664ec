import { Component, inject } from '@angular/core';
import type { Injector } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog, MatDialogContent, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { SessionStore } from './session-store.ts';
import { SignInForm } from './sign-in-form.ts';

/** Asks to sign in again over the page that was open, so that nothing typed is lost. */
@Component({
  selector: 'gh-expired-dialog',
  imports: [MatButton, MatDialogContent, MatDialogTitle, SignInForm],
  template: `
    <h2 mat-dialog-title i18n>Your session has ended</h2>
    <mat-dialog-content>
      <p class="lead" i18n>Sign in to continue where you were. What you typed is kept.</p>
      <gh-sign-in-form [login]="login" (signedIn)="dialog.close()">
        <button mat-button type="button" (click)="leave()" i18n>Leave this page</button>
      </gh-sign-in-form>
    </mat-dialog-content>
  `,
  styles: `
    .lead {
      margin-bottom: 16px;
    }
  `,
})
export class ExpiredDialog {
  private readonly session = inject(SessionStore);
  protected readonly dialog = inject<MatDialogRef<ExpiredDialog>>(MatDialogRef);
  protected readonly login = this.session.user()?.login ?? '';

  protected leave(): void {
    this.dialog.close();
    this.session.leave();
  }
}

export function openExpiredDialog(injector: Injector): void {
  injector.get(MatDialog).open(ExpiredDialog, { disableClose: true, width: '400px' });
}
