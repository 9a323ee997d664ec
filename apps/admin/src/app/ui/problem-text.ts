import { ProblemError } from '@gatehouse/api-client';
import { rolesWith } from '../session/permissions.ts';
import { roleName } from '../users/user-words.ts';
import { minutesAndSeconds } from './countdown.ts';

/** Any caught value as a problem that can be shown. */
export function asProblem(error: unknown): ProblemError {
  return error instanceof ProblemError ? error : ProblemError.fromFailure(error);
}

/** What happened, in the reader's language; the words of the API where the console has none of its own. */
export function problemTitle(problem: ProblemError): string {
  switch (problem.code) {
    case 'NETWORK':
      return $localize`Gatehouse cannot be reached`;
    case 'RATE_LIMITED':
      return $localize`Too many requests`;
    case 'LOGIN_LOCKED':
      return $localize`Too many wrong attempts`;
    case 'TWO_FACTOR_ACTIVE':
      return $localize`Two-step sign-in is already on`;
    case 'TWO_FACTOR_INACTIVE':
      return $localize`Two-step sign-in is off`;
    case 'TWO_FACTOR_NOT_STARTED':
      return $localize`This took longer than 15 minutes`;
    case 'PERMISSION_DENIED':
      return $localize`Your role does not allow this`;
    case 'AUTHENTICATION_REQUIRED':
    case 'TOKEN_INVALID':
    case 'REFRESH_FAILED':
      return $localize`You are signed out`;
    case 'VERSION_MISMATCH':
      return $localize`Someone else changed this first`;
    case 'VALIDATION_FAILED':
    case 'SETTING_VALUE_INVALID':
      return $localize`Some fields need attention`;
    case 'SETTING_EXISTS':
      return $localize`A setting with this key already exists`;
    case 'LAST_ADMIN':
      return $localize`This is the last administrator`;
    case 'OWN_ACCOUNT':
      return $localize`This is your own account`;
    case 'SERVICE_ACCOUNT_EXISTS':
      return $localize`A service account with this name already exists`;
    case 'CLIENT_SECRETS_EXHAUSTED':
      return $localize`Two secrets are already active`;
    case 'KEY_ROTATION_REFUSED':
      return $localize`The keys have changed in the meantime`;
    case 'SETTING_NOT_FOUND':
    case 'SETTING_VERSION_NOT_FOUND':
    case 'UPLOAD_NOT_FOUND':
    case 'USER_NOT_FOUND':
    case 'SERVICE_ACCOUNT_NOT_FOUND':
    case 'CLIENT_SECRET_NOT_FOUND':
    case 'KEY_NOT_FOUND':
    case 'NOT_FOUND':
      return $localize`This does not exist`;
    case 'DECRYPTION_FAILED':
    case 'BINDING_MISMATCH':
      return $localize`The stored value cannot be trusted`;
    case 'DEPENDENCY_UNAVAILABLE':
    case 'OVERLOADED':
      return $localize`Gatehouse is not ready for this right now`;
    default:
      return problem.status >= 500 || problem.status === 0 ? $localize`Something went wrong` : problem.title;
  }
}

/** The API names the permission that is missing; people know roles. */
function roleAdvice(detail: string): string {
  const roles = rolesWith(/permission ([a-z-]+:[a-z-]+)/.exec(detail)?.[1] ?? '').map(roleName);
  return roles.length === 0
    ? $localize`Ask an administrator if you need it. The attempt was recorded.`
    : $localize`The role needed is: ${roles.join(', ')}:ROLES:. Ask an administrator if you need it. The attempt was recorded.`;
}

/** What to do about it. */
export function problemAdvice(problem: ProblemError): string {
  switch (problem.code) {
    case 'NETWORK':
      return $localize`Check your connection and that the API is running. Nothing was changed by this page.`;
    case 'RATE_LIMITED':
      return $localize`Wait for the countdown, then try again.`;
    case 'LOGIN_LOCKED':
      return problem.retryAfter === undefined
        ? $localize`Wait a while, then try again.`
        : $localize`Try again in ${minutesAndSeconds(problem.retryAfter)}:TIME:.`;
    case 'TOTP_INVALID':
      return $localize`This code is incorrect or was already used. Wait for the next one.`;
    case 'TWO_FACTOR_ACTIVE':
    case 'TWO_FACTOR_INACTIVE':
      return $localize`It was changed in another window. Reload the page to see its current state.`;
    case 'TWO_FACTOR_NOT_STARTED':
      return $localize`Close this and start again. Nothing was changed.`;
    case 'PERMISSION_DENIED':
      return roleAdvice(problem.detail);
    case 'LOGIN_FAILED':
      return $localize`Incorrect login or password.`;
    case 'PASSWORD_TOO_WEAK':
      return $localize`This password is too easy to guess: it is too short, too common, or contains your login. Choose another one.`;
    case 'VERSION_MISMATCH':
      return $localize`What you typed is kept. Compare, then save again.`;
    case 'SETTING_EXISTS':
      return $localize`Choose another key, or open the existing setting and edit it.`;
    case 'LAST_ADMIN':
      return $localize`Nobody would be left to administer Gatehouse. Create another administrator first.`;
    case 'OWN_ACCOUNT':
      return $localize`Ask another administrator to do this for you.`;
    case 'SERVICE_ACCOUNT_EXISTS':
      return $localize`Choose another name, or open the existing account and edit it.`;
    case 'CLIENT_SECRETS_EXHAUSTED':
      return $localize`Revoke the one that is no longer used, then add the new one.`;
    case 'KEY_ROTATION_REFUSED':
      return $localize`You changed nothing. Look at the keys as they are now, then decide again.`;
    case 'SETTING_NOT_FOUND':
    case 'SETTING_VERSION_NOT_FOUND':
    case 'UPLOAD_NOT_FOUND':
    case 'USER_NOT_FOUND':
    case 'SERVICE_ACCOUNT_NOT_FOUND':
    case 'CLIENT_SECRET_NOT_FOUND':
    case 'KEY_NOT_FOUND':
    case 'NOT_FOUND':
      return $localize`It may have been removed, or the address may be mistyped.`;
    case 'DECRYPTION_FAILED':
    case 'BINDING_MISMATCH':
      return $localize`The row was changed outside Gatehouse, or its key is missing. The value was not shown. Tell your operator.`;
    case 'DEPENDENCY_UNAVAILABLE':
    case 'OVERLOADED':
      return $localize`Nothing was changed. Try again in a moment.`;
    default:
      return problem.status >= 500
        ? $localize`Nothing was lost. Try again; if it happens again, give the request id to your operator.`
        : problem.detail;
  }
}
