import type { ElementRef } from '@angular/core';
import { Component, afterNextRender, computed, inject, input, signal, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router } from '@angular/router';
import type { ProblemError } from '@gatehouse/api-client';
import { FieldError } from '../ui/field-error.ts';
import { Icon } from '../ui/icon.ts';
import { ProblemPanel } from '../ui/problem-panel.ts';
import { asProblem } from '../ui/problem-text.ts';
import { EntryFrame } from './entry-frame.ts';
import { safeNext } from './guards.ts';
import { OneTimePassword } from './one-time-password.ts';
import { holdsLogin, PASSWORD_MAX, PASSWORD_MIN, PASSWORD_MIN_WITH_CODE, passwordPair } from './password-rules.ts';
import { SessionStore } from './session-store.ts';

/** Changes the password: forced after the first sign-in with a one-time password, or by choice. The rules come first. */
@Component({
  selector: 'gh-change-password-page',
  imports: [
    ReactiveFormsModule,
    MatButton,
    MatError,
    MatFormField,
    MatInput,
    MatLabel,
    EntryFrame,
    FieldError,
    Icon,
    ProblemPanel,
  ],
  templateUrl: './change-password-page.html',
  styles: `
    .rules {
      display: grid;
      gap: 6px;
      margin: 8px 0 20px;
      color: var(--gh-text-muted);
      font-size: 0.8125rem;
    }

    .rules li {
      display: flex;
      gap: 8px;
      align-items: center;
    }

    .rules .met {
      color: var(--gh-ok);
    }

    .lead {
      margin: 4px 0 12px;
    }
  `,
})
export class ChangePasswordPage {
  readonly next = input<string>();
  private readonly session = inject(SessionStore);
  private readonly router = inject(Router);
  private readonly newPassword = viewChild.required<ElementRef<HTMLInputElement>>('newPassword');
  protected readonly min = signal(PASSWORD_MIN);
  protected readonly forced = computed(() => this.session.user()?.mustChangePassword === true);
  protected readonly login = computed(() => this.session.user()?.login ?? '');
  protected readonly busy = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  protected readonly form = inject(NonNullableFormBuilder).group(
    {
      currentPassword: ['', Validators.required],
      newPassword: ['', [Validators.required, Validators.minLength(PASSWORD_MIN), Validators.maxLength(PASSWORD_MAX)]],
      repeated: ['', Validators.required],
    },
    { validators: passwordPair },
  );
  private readonly typed = toSignal(this.form.valueChanges, { initialValue: this.form.value });
  protected readonly longEnough = computed(() => (this.typed().newPassword ?? '').length >= this.min());
  protected readonly different = computed(() => {
    const { newPassword = '', currentPassword = '' } = this.typed();
    return (
      newPassword !== '' && newPassword !== currentPassword && !holdsLogin(newPassword, this.session.user()?.login)
    );
  });
  protected readonly repeatedRight = computed(() => {
    const { newPassword = '', repeated = '' } = this.typed();
    return repeated !== '' && newPassword === repeated;
  });

  constructor() {
    if (!this.forced()) void this.allowShorter();
    const oneTime = inject(OneTimePassword).take();
    if (!this.forced() || oneTime === '') return;
    this.form.controls.currentPassword.setValue(oneTime);
    afterNextRender(() => this.newPassword().nativeElement.focus());
  }

  protected async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.busy()) return;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      const { currentPassword, newPassword } = this.form.getRawValue();
      await this.session.changePassword(currentPassword, newPassword);
      await this.router.navigateByUrl(safeNext(this.next()));
    } catch (error) {
      const problem = asProblem(error);
      if (problem.errors.some(({ pointer }) => pointer === '/currentPassword')) {
        this.form.controls.currentPassword.setErrors({ server: $localize`This is not your current password.` });
      } else if (problem.errors.some(({ pointer }) => pointer === '/newPassword')) {
        this.form.controls.newPassword.setErrors({ server: problem.errors.map(({ message }) => message).join(' ') });
      } else this.problem.set(problem);
    } finally {
      this.busy.set(false);
    }
  }

  /** Eight characters will do beside a code. Until that is known, and where it cannot be, the rule stays the stricter one. */
  private async allowShorter(): Promise<void> {
    if (!(await this.session.hasTwoSteps().catch(() => false))) return;
    this.min.set(PASSWORD_MIN_WITH_CODE);
    const field = this.form.controls.newPassword;
    field.setValidators([
      Validators.required,
      Validators.minLength(PASSWORD_MIN_WITH_CODE),
      Validators.maxLength(PASSWORD_MAX),
    ]);
    field.updateValueAndValidity();
  }

  protected async leave(): Promise<void> {
    if (!this.forced()) return void this.router.navigateByUrl(safeNext(this.next()));
    await this.session.signOut();
    await this.router.navigateByUrl('/sign-in');
  }
}
