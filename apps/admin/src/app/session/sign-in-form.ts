import type { OnInit } from '@angular/core';
import { Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { FormGroupDirective, NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatError, MatFormField, MatLabel, MatSuffix } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { ProblemError, User } from '@gatehouse/api-client';
import { createCountdown, minutesAndSeconds } from '../ui/countdown.ts';
import { FieldError } from '../ui/field-error.ts';
import { FocusOnShow } from '../ui/focus-on-show.ts';
import { Icon } from '../ui/icon.ts';
import { asProblem, problemAdvice, problemTitle } from '../ui/problem-text.ts';
import { OneTimePassword } from './one-time-password.ts';
import { SessionStore } from './session-store.ts';

/**
 * Login and password, on the sign-in page and over a page whose session has ended; then a code, where the API asks for one.
 */
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
    FocusOnShow,
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
      @if (asksForCode()) {
        <p class="ask">
          @if (recovery()) {
            <ng-container i18n>Enter one of your recovery codes. Each works only once.</ng-container>
          } @else {
            <ng-container i18n>Enter the code shown in your authenticator app.</ng-container>
          }
        </p>
        @if (recovery()) {
          <mat-form-field appearance="outline" subscriptSizing="dynamic">
            <mat-label i18n>Recovery code</mat-label>
            <input
              matInput
              ghFocusOnShow
              class="mono"
              formControlName="totp"
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              placeholder="xxxx-xxxx-xxxx-xxxx"
            />
            <mat-error><gh-field-error [control]="form.controls.totp" /></mat-error>
          </mat-form-field>
        } @else {
          <mat-form-field appearance="outline" subscriptSizing="dynamic">
            <mat-label i18n>Code</mat-label>
            <input
              matInput
              ghFocusOnShow
              class="mono"
              formControlName="totp"
              inputmode="numeric"
              autocomplete="one-time-code"
            />
            <mat-error><gh-field-error [control]="form.controls.totp" /></mat-error>
          </mat-form-field>
        }
      } @else {
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
      }
      <button mat-flat-button type="submit" class="wide" [disabled]="busy() || left() > 0">
        @if (busy()) {
          <ng-container i18n>Signing in…</ng-container>
        } @else {
          <ng-container i18n>Sign in</ng-container>
        }
      </button>
      @if (asksForCode()) {
        <div class="ways">
          <button mat-button type="button" (click)="changeWay()">
            @if (recovery()) {
              <ng-container i18n>Use the app</ng-container>
            } @else {
              <ng-container i18n>Use a recovery code</ng-container>
            }
          </button>
          <button mat-button type="button" (click)="startOver()" i18n>Start over</button>
        </div>
      }
      <ng-content />
    </form>
  `,
  styles: `
    .ask {
      margin-bottom: 8px;
      color: var(--gh-text-muted);
    }

    .ways {
      display: flex;
      flex-wrap: wrap;
      gap: 4px;
      justify-content: space-between;
      margin: 0 -8px -8px;
    }
  `,
})
export class SignInForm implements OnInit {
  /** Filled in when a session is taken up again. */
  readonly login = input('');
  readonly signedIn = output<User>();
  private readonly submitted = viewChild.required(FormGroupDirective);
  private readonly session = inject(SessionStore);
  private readonly oneTime = inject(OneTimePassword);
  private readonly countdown = createCountdown();
  protected readonly left = this.countdown.left;
  protected readonly leftText = computed(() => minutesAndSeconds(this.left()));
  protected readonly busy = signal(false);
  protected readonly shown = signal(false);
  protected readonly problem = signal<ProblemError | undefined>(undefined);
  protected readonly form = inject(NonNullableFormBuilder).group({
    login: ['', [Validators.required, Validators.maxLength(200)]],
    password: ['', [Validators.required, Validators.maxLength(1024)]],
    totp: [{ value: '', disabled: true }, [Validators.required, Validators.maxLength(64)]],
  });
  /** The password was right; login and password are kept for the second step. */
  protected readonly asksForCode = signal(false);
  protected readonly recovery = signal(false);

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
      const { login, password, totp } = this.form.getRawValue();
      const user = await this.session.signIn(login, password, this.asksForCode() ? totp : undefined);
      if (user.mustChangePassword) this.oneTime.keep(password);
      this.signedIn.emit(user);
    } catch (error) {
      this.explain(asProblem(error));
    } finally {
      this.busy.set(false);
    }
  }

  protected changeWay(): void {
    this.recovery.set(!this.recovery());
    this.problem.set(undefined);
    this.forgetCode();
  }

  protected startOver(): void {
    this.problem.set(undefined);
    this.askForPassword();
  }

  private explain(problem: ProblemError): void {
    if (problem.code === 'TOTP_REQUIRED') {
      this.askForCode();
      return;
    }
    this.problem.set(problem);
    if (problem.retryAfter !== undefined) this.countdown.start(problem.retryAfter);
    if (problem.code === 'TOTP_INVALID') this.forgetCode();
    if (problem.code === 'LOGIN_FAILED') this.askForPassword();
  }

  private askForCode(): void {
    this.asksForCode.set(true);
    this.form.controls.totp.enable();
    this.forgetCode();
  }

  private askForPassword(): void {
    this.asksForCode.set(false);
    this.recovery.set(false);
    this.form.controls.totp.disable();
    this.submitted().resetForm({ login: this.form.controls.login.value });
  }

  /** The form begins anew with it: an emptied field is no fault of its own. */
  private forgetCode(): void {
    const { login, password } = this.form.getRawValue();
    this.submitted().resetForm({ login, password });
  }

  protected text(problem: ProblemError): string {
    return problem.code === 'LOGIN_FAILED' || problem.code === 'TOTP_INVALID'
      ? problemAdvice(problem)
      : `${problemTitle(problem)}. ${problemAdvice(problem)}`;
  }
}
