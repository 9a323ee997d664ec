import { Service } from '@angular/core';

/** The one-time password from signing in to the form that replaces it: in memory, and for one look only. */
@Service()
export class OneTimePassword {
  private password = '';

  keep(password: string): void {
    this.password = password;
  }

  take(): string {
    const { password } = this;
    this.password = '';
    return password;
  }
}
