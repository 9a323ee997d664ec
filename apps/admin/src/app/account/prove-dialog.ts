import { Component, type Injector, inject, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogContent, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { ProblemError } from '@gatehouse/api-client';
import { FieldError } from '../ui/field-error.ts';
import { FocusOnShow } from '../ui/focus-on-show.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { asProblem } from '../ui/problem-text.ts';
import type { AccountStore } from './account-store.ts';
import { showFieldFaults } from './field-faults.ts';
import { RecoveryCodes } from './recovery-codes.ts';

interface Purpose {
  readonly act: 'replace-codes' | 'switch-off';
  readonly store: AccountStore;
}

/** Asks for both factors before one of them is changed: new recovery codes, or two-step sign-in off. */
@Component({
  selector: 'gh-prove-dialog',
  imports: [
    ReactiveFormsModule,
    MatButton,
    MatDialogContent,
    MatDialogTitle,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    FieldError,
    FocusOnShow,
    ProblemPanel,
    RecoveryCodes,
  ],
  template: `
    @if (codes(); as codes) {
      <h2 mat-dialog-title i18n>Store your new recovery codes</h2>
      <gh-recovery-codes [codes]="codes" (done)="dialog.close()" />
    } @else {
      <h2 mat-dialog-title>{{ title }}</h2>
      <mat-dialog-content>
        <form class="form" [formGroup]="form" (ngSubmit)="submit()">
          <p>{{ text }}</p>
          @if (problem(); as problem) {
            <gh-problem-panel [problem]="problem" [retryable]="false" />
          }
          <mat-form-field appearance="outline" subscriptSizing="dynamic">
            <mat-label i18n>Current password</mat-label>
            <input
              matInput
              ghFocusOnShow
              type="password"
              formControlName="password"
              autocomplete="current-password"
              maxlength="1024"
            />
            <mat-error><gh-field-error [control]="form.controls.password" /></mat-error>
          </mat-form-field>
          <mat-form-field appearance="outline" subscriptSizing="dynamic">
            <mat-label i18n>Code</mat-label>
            <input matInput formControlName="code" autocomplete="one-time-code" spellcheck="false" maxlength="40" />
            <mat-hint i18n>From the app, or a recovery code</mat-hint>
            <mat-error><gh-field-error [control]="form.controls.code" /></mat-error>
          </mat-form-field>
          <div class="actions">
            <button mat-button type="button" (click)="dialog.close()" i18n>Cancel</button>
            <button mat-flat-button type="submit" [disabled]="busy()">{{ verb }}</button>
          </div>
        </form>
      </mat-dialog-content>
    }
  `,
  styles: `
    .form {
      gap: 16px;
    }
  `,
})
export class ProveDialog {
  private readonly purpose = inject<Purpose>(MAT_DIALOG_DATA);
  private readonly replaces = this.purpose.act === 'replace-codes';
  protected readonly dialog = inject<MatDialogRef<ProveDialog>>(MatDialogRef);
  protected readonly title = this.replaces ? $localize`Replace recovery codes` : $localize`Turn off two-step sign-in`;
  protected readonly text = this.replaces
    ? $localize`You get ten new codes. The old ones stop working.`
    : $localize`Your password alone will sign you in. Your recovery codes stop working.`;
  protected readonly verb = this.replaces ? $localize`Replace codes` : $localize`Turn off`;
  protected readonly codes = signal<readonly string[] | undefined>(undefined);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  protected readonly form = inject(NonNullableFormBuilder).group({
    password: ['', Validators.required],
    code: ['', Validators.required],
  });

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.busy()) return;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      const { password, code } = this.form.getRawValue();
      await this.act(password, code);
    } catch (error) {
      const problem = asProblem(error);
      if (!showFieldFaults(problem, this.form.controls)) this.problem.set(problem);
    } finally {
      this.busy.set(false);
    }
  }

  private async act(password: string, code: string): Promise<void> {
    const { store } = this.purpose;
    if (!this.replaces) {
      await store.disable(password, code);
      this.dialog.close();
      return;
    }
    const codes = await store.replaceRecoveryCodes(password, code);
    // the codes exist nowhere else: only the button that says they are stored closes the dialog now
    this.dialog.disableClose = true;
    this.codes.set(codes);
  }
}

export function openProveDialog(injector: Injector, purpose: Purpose): void {
  injector.get(MatDialog).open(ProveDialog, { data: purpose, width: '440px' });
}
