import type { AbstractControl, ValidationErrors } from '@angular/forms';

/** The same bounds as the API's. */
export const PASSWORD_MIN = 15;
export const PASSWORD_MAX = 1024;

/** Both entries of the new password are the same, and it is not the current one. */
export function passwordPair(group: AbstractControl): ValidationErrors | null {
  const { currentPassword, newPassword, repeated } = group.value as Record<string, string>;
  if (newPassword !== '' && newPassword === currentPassword) return { same: true };
  return repeated !== '' && newPassword !== repeated ? { mismatch: true } : null;
}
