import { Component, type Injector, inject, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogContent, MatDialogRef, MatDialogTitle } from '@angular/material/dialog';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { ProblemError, TwoFactorSecret } from '@gatehouse/api-client';
import { CopyText } from '../ui/copy-text.ts';
import { FieldError } from '../ui/field-error.ts';
import { FocusOnShow } from '../ui/focus-on-show.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { asProblem } from '../ui/problem-text.ts';
import { type AccountStore } from './account-store.ts';
import { showFieldFaults } from './field-faults.ts';
import { QrCode } from './qr-code.ts';
import { RecoveryCodes } from './recovery-codes.ts';

/** Two-step sign-in in three steps: the password, the app and its first code, the recovery codes. */
@Component({
  selector: 'gh-set-up-dialog',
  imports: [
    ReactiveFormsModule,
    MatButton,
    MatDialogContent,
    MatDialogTitle,
    MatError,
    MatFormField,
    MatInput,
    MatLabel,
    CopyText,
    FieldError,
    FocusOnShow,
    ProblemPanel,
    QrCode,
    RecoveryCodes,
  ],
  templateUrl: './set-up-dialog.html',
  styleUrl: './set-up-dialog.scss',
})
export class SetUpDialog {
  private readonly store = inject<AccountStore>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<SetUpDialog>>(MatDialogRef);
  protected readonly secret = signal<TwoFactorSecret | undefined>(undefined);
  protected readonly codes = signal<readonly string[] | undefined>(undefined);
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  protected readonly qrLabel = $localize`QR code for your authenticator app`;
  private readonly forms = inject(NonNullableFormBuilder);
  protected readonly password = this.forms.group({ password: ['', Validators.required] });
  protected readonly first = this.forms.group({ code: ['', Validators.required] });

  protected begin(): Promise<void> {
    const field = this.password.controls.password;
    return this.send(this.password.valid, { password: field }, async () =>
      this.secret.set(await this.store.start(field.value)),
    );
  }

  protected confirm(): Promise<void> {
    const field = this.first.controls.code;
    return this.send(this.first.valid, { code: field }, async () => {
      const codes = await this.store.confirm(field.value);
      // the codes exist nowhere else: only the button that says they are stored closes the dialog now
      this.dialog.disableClose = true;
      this.codes.set(codes);
    });
  }

  /** "ABCD EFGH …": how a person copies it by hand. */
  protected grouped(secret: string): string {
    return secret.match(/.{1,4}/g)?.join(' ') ?? '';
  }

  private async send(
    valid: boolean,
    fields: Parameters<typeof showFieldFaults>[1],
    work: () => Promise<void>,
  ): Promise<void> {
    this.password.markAllAsTouched();
    if (this.secret()) this.first.markAllAsTouched();
    if (!valid || this.busy()) return;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      await work();
    } catch (error) {
      const problem = asProblem(error);
      if (!showFieldFaults(problem, fields)) this.problem.set(problem);
    } finally {
      this.busy.set(false);
    }
  }
}

export function openSetUpDialog(injector: Injector, store: AccountStore): void {
  injector.get(MatDialog).open(SetUpDialog, { data: store, width: '480px' });
}
