/** How an attempt to sign in ended, as far as a metric may tell. */
export type SignInOutcome =
  'success' | 'code_required' | 'wrong_password' | 'wrong_code' | 'unknown_login' | 'disabled' | 'locked' | 'overtaken';

export abstract class SignInMetrics {
  abstract count(outcome: SignInOutcome): void;
}
