import type { OnInit } from '@angular/core';
import { Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { FormGroupDirective, NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatError, MatFormField, MatLabel, MatSuffix } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { ProblemError, User } from '@gatehouse/api-client';
import { createCountdown, minutesAndSeconds } from '../ui/countdown.ts';
import { FieldError } from '../ui/field-error.ts';
import { Icon } from '../ui/icon.ts';
import { asProblem, problemAdvice, problemTitle } from '../ui/problem-text.ts';
import { SessionStore } from './session-store.ts';

/** Login and password, on the sign-in page and over a page whose session has ended. */
@Component({
  selector: 'gh-sign-in-form',
  imports: [
    ReactiveFormsModule,
    MatButton,
    MatError,
    MatFormField,
    MatIconButton,
    MatInput,
    MatLabel,
    MatSuffix,
    FieldError,
    Icon,
  ],
  template: `
    <form class="form" [formGroup]="form" (ngSubmit)="submit()">
      @if (problem(); as problem) {
        <div class="notice danger" role="alert">
          <gh-icon name="alert" />
          <span>
            @if (left() > 0) {
              <ng-container i18n>Too many attempts. Try again in {{ leftText() }}.</ng-container>
            } @else {
              {{ text(problem) }}
            }
          </span>
        </div>
      }
      <mat-form-field appearance="outline" subscriptSizing="dynamic">
        <mat-label i18n>Login</mat-label>
        <input matInput formControlName="login" autocomplete="username" autocapitalize="none" spellcheck="false" />
        <mat-error><gh-field-error [control]="form.controls.login" /></mat-error>
      </mat-form-field>
      <mat-form-field appearance="outline" subscriptSizing="dynamic">
        <mat-label i18n>Password</mat-label>
        <input
          matInput
          formControlName="password"
          autocomplete="current-password"
          [type]="shown() ? 'text' : 'password'"
        />
        <button
          mat-icon-button
          matSuffix
          type="button"
          aria-label="Show password"
          i18n-aria-label
          [attr.aria-pressed]="shown()"
          (click)="shown.set(!shown())"
        >
          <gh-icon [name]="shown() ? 'eye-off' : 'eye'" />
        </button>
        <mat-error><gh-field-error [control]="form.controls.password" /></mat-error>
      </mat-form-field>
      <button mat-flat-button type="submit" class="wide" [disabled]="busy() || left() > 0">
        @if (busy()) {
          <ng-container i18n>Signing in…</ng-container>
        } @else {
          <ng-container i18n>Sign in</ng-container>
        }
      </button>
      <ng-content />
    </form>
  `,
})
export class SignInForm implements OnInit {
  /** Filled in when a session is taken up again. */
  readonly login = input('');
  readonly signedIn = output<User>();
  private readonly submitted = viewChild.required(FormGroupDirective);
  private readonly session = inject(SessionStore);
  private readonly countdown = createCountdown();
  protected readonly left = this.countdown.left;
  protected readonly leftText = computed(() => minutesAndSeconds(this.left()));
  protected readonly busy = signal(false);
  protected readonly shown = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  protected readonly form = inject(NonNullableFormBuilder).group({
    login: ['', [Validators.required, Validators.maxLength(200)]],
    password: ['', [Validators.required, Validators.maxLength(1024)]],
  });

  ngOnInit(): void {
    this.form.controls.login.setValue(this.login());
  }

  protected async submit(): Promise<void> {
    if (this.busy()) return;
    this.form.markAllAsTouched();
    this.problem.set(undefined);
    if (this.form.invalid) return;
    this.busy.set(true);
    try {
      const { login, password } = this.form.getRawValue();
      this.signedIn.emit(await this.session.signIn(login, password));
    } catch (error) {
      const problem = asProblem(error);
      this.problem.set(problem);
      if (problem.retryAfter !== undefined) this.countdown.start(problem.retryAfter);
      // the emptied field is no fault of its own
      if (problem.code === 'LOGIN_FAILED') this.submitted().resetForm({ login: this.form.controls.login.value });
    } finally {
      this.busy.set(false);
    }
  }

  protected text(problem: ProblemError): string {
    return problem.code === 'LOGIN_FAILED'
      ? problemAdvice(problem)
      : `${problemTitle(problem)}. ${problemAdvice(problem)}`;
  }
}
