import { Component, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import type { User } from '@gatehouse/api-client';
import { EntryFrame } from './entry-frame.ts';
import { safeNext } from './guards.ts';
import { SignInForm } from './sign-in-form.ts';

@Component({
  selector: 'gh-sign-in-page',
  imports: [EntryFrame, SignInForm],
  template: `
    <gh-entry-frame>
      <h1 i18n>Sign in</h1>
      <p class="muted" i18n>Every sign-in is recorded in the audit log.</p>
      <gh-sign-in-form (signedIn)="proceed($event)" />
    </gh-entry-frame>
  `,
  styles: `
    p {
      margin: 4px 0 20px;
    }
  `,
})
export class SignInPage {
  readonly next = input<string>();
  private readonly router = inject(Router);

  protected proceed(user: User): void {
    const next = safeNext(this.next());
    void (user.mustChangePassword
      ? this.router.navigate(['/change-password'], { queryParams: next === '/overview' ? {} : { next } })
      : this.router.navigateByUrl(next));
  }
}
