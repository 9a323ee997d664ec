import type { UserWithPassword } from '@gatehouse/api-client';
import type { OneTimeSecret } from '../ui/one-time-secret.ts';

/** What is said with a one-time password, after a user was made and after a reset. */
export function passOn({ user, oneTimePassword }: UserWithPassword): OneTimeSecret {
  return {
    title: $localize`One-time password of ${user.login}:LOGIN:`,
    text: $localize`Pass it on over a channel you trust. At the first sign-in the user replaces it with a password of their own.`,
    secret: oneTimePassword,
    facts: [{ name: $localize`Login`, value: user.login }],
    fileName: `${user.login}.txt`,
    done: $localize`I have passed it on`,
  };
}
