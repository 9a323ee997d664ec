import type { AbstractControl } from '@angular/forms';
import type { ProblemError } from '@gatehouse/api-client';

/** Puts what the API says about the password and the code beside their fields. `false` when it said nothing about them. */
export function showFieldFaults(
  problem: ProblemError,
  fields: { readonly password?: AbstractControl; readonly code?: AbstractControl },
): boolean {
  const has = (pointer: string): boolean => problem.errors.some((error) => error.pointer === pointer);
  if (problem.code === 'PASSWORD_TOO_WEAK' && fields.password !== undefined) {
    fields.password.setErrors({
      server: $localize`Without two-step sign-in this password would be too short. Change it to one of 15 characters or more first.`,
    });
    return true;
  }
  if (problem.code !== 'VALIDATION_FAILED') return false;
  if (fields.password !== undefined && has('/password')) {
    fields.password.setErrors({ server: $localize`This is not your current password.` });
    return true;
  }
  if (fields.code !== undefined && has('/code')) {
    fields.code.setErrors({ server: $localize`This code is incorrect or was already used. Wait for the next one.` });
    return true;
  }
  return false;
}
