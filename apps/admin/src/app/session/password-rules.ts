import type { AbstractControl, ValidationErrors } from '@angular/forms';

/** The same bounds as the API's. */
export const PASSWORD_MIN = 15;
/** With two-step sign-in. */
export const PASSWORD_MIN_WITH_CODE = 8;
export const PASSWORD_MAX = 1024;

/** Both entries of the new password are the same, and it is not the current one. */
export function passwordPair(group: AbstractControl): ValidationErrors | null {
  const { currentPassword, newPassword, repeated } = group.value as Record<string, string>;
  if (newPassword !== '' && newPassword === currentPassword) return { same: true };
  return repeated !== '' && newPassword !== repeated ? { mismatch: true } : null;
}

/** A login of one or two letters is part of almost any text. */
const SHORTEST_TELLING_LOGIN = 3;

export function holdsLogin(password: string, login = ''): boolean {
  const folded = (text: string) => text.normalize('NFKC').toLowerCase();
  return login.length >= SHORTEST_TELLING_LOGIN && folded(password).includes(folded(login));
}
