import type { ServiceAccountWithSecret } from '@gatehouse/api-client';
import type { OneTimeSecret } from '../ui/one-time-secret.ts';
import { tokenExample } from './service-account-words.ts';

/** A secret that was just made, as it is shown this once. */
export function newSecretOf({ account, clientSecret }: ServiceAccountWithSecret, origin: string): OneTimeSecret {
  return {
    title: $localize`Secret of ${account.name}:NAME:`,
    text: $localize`Put it where the service reads its secrets. Gatehouse keeps only a fingerprint of it.`,
    secret: clientSecret,
    facts: [{ name: $localize`Client id`, value: account.clientId }],
    fileName: `${account.clientId}.txt`,
    example: tokenExample(origin, account.clientId),
    done: $localize`I have stored it`,
  };
}
