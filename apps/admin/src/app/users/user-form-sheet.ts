import { Component, inject, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import type { AbstractControl, ValidationErrors } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { ProblemError } from '@gatehouse/api-client';
import { FieldError } from '../ui/field-error.ts';
import { OneTimeSecrets } from '../ui/one-time-secret.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { asProblem } from '../ui/problem-text.ts';
import { SideSheet } from '../ui/side-sheet.ts';
import type { HoldsChanges } from '../ui/unsaved-changes.ts';
import { WayBack } from '../ui/way-back.ts';
import { passOn } from './pass-on.ts';
import { RoleChoice } from './role-choice.ts';
import { UsersStore } from './users-store.ts';
import type { Role } from './user-words.ts';

const LONGEST_LOGIN = 200;

/** A new user. What was typed survives every refusal; the one-time password is shown when the user is made. */
@Component({
  selector: 'gh-user-form-sheet',
  imports: [
    ReactiveFormsModule,
    MatButton,
    MatError,
    MatFormField,
    MatHint,
    MatInput,
    MatLabel,
    FieldError,
    ProblemPanel,
    RoleChoice,
    SideSheet,
  ],
  template: `
    <gh-side-sheet [heading]="title" (closed)="close()">
      <form class="form" [formGroup]="form" (ngSubmit)="save()">
        @if (problem(); as problem) {
          <gh-problem-panel [problem]="problem" [retryable]="false" />
        }
        <mat-form-field appearance="outline" subscriptSizing="dynamic">
          <mat-label i18n>Login</mat-label>
          <input matInput formControlName="login" autocomplete="off" autocapitalize="none" spellcheck="false" />
          <mat-hint i18n>Such as ada or ada@example.com. It cannot be changed later.</mat-hint>
          <mat-error><gh-field-error [control]="form.controls.login" /></mat-error>
        </mat-form-field>
        <gh-role-choice [(value)]="role" />
        <p class="muted" i18n>A one-time password is generated for you to pass on. It is shown only once.</p>
        <div class="actions">
          <button mat-button type="button" (click)="close()" i18n>Cancel</button>
          <button mat-flat-button type="submit" [disabled]="busy()">
            @if (busy()) {
              <ng-container i18n>Creating…</ng-container>
            } @else {
              <ng-container i18n>Create user</ng-container>
            }
          </button>
        </div>
      </form>
    </gh-side-sheet>
  `,
})
export class UserFormSheet implements HoldsChanges {
  private readonly store = inject(UsersStore);
  private readonly wayBack = inject(WayBack);
  private readonly secrets = inject(OneTimeSecrets);
  protected readonly title = $localize`New user`;
  protected readonly form = inject(NonNullableFormBuilder).group({
    login: ['', [somethingVisible, Validators.maxLength(LONGEST_LOGIN)]],
  });
  protected readonly role = signal<Role>('viewer');
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  private saved = false;

  hasUnsavedChanges(): boolean {
    return this.form.controls.login.value.trim() !== '' && !this.saved;
  }

  protected async save(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.busy()) return;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      const made = await this.store.create(this.form.getRawValue().login.trim(), this.role());
      this.saved = true;
      const shown = this.secrets.show(passOn(made));
      await this.wayBack.to(['/users', made.user.id]);
      await shown;
    } catch (error) {
      this.explain(asProblem(error));
    } finally {
      this.busy.set(false);
    }
  }

  protected close(): void {
    void this.wayBack.to(['/users']);
  }

  private explain(problem: ProblemError): void {
    const { login } = this.form.controls;
    if (problem.code === 'USER_EXISTS')
      login.setErrors({ server: $localize`A user with this login already exists. Choose another one.` });
    else if (problem.errors.some(({ pointer }) => pointer === '/login'))
      login.setErrors({ server: $localize`Use 1 to 200 visible characters.` });
    else this.problem.set(problem);
  }
}

function somethingVisible(control: AbstractControl<string>): ValidationErrors | null {
  return control.value.trim() === '' ? { required: true } : null;
}
