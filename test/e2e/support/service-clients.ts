import { randomUUID } from 'node:crypto';
import { unwrap } from '@gatehouse/api-client';
import type { ServiceScope } from '@gatehouse/contracts';
import type { SignedIn } from './session.ts';

export interface ServiceClient {
  readonly id: string;
  readonly secretId: string;
  readonly credentials: { readonly client_id: string; readonly client_secret: string };
}

/** A service account of its own for a test, with its first secret. */
export async function newServiceClient(
  { client }: Pick<SignedIn, 'client'>,
  scopes: ServiceScope[],
): Promise<ServiceClient> {
  const { account, clientSecret } = await unwrap(
    client.POST('/api/service-accounts', { body: { name: randomUUID(), scopes } }),
  );
  return {
    id: account.id,
    secretId: account.secrets[0]?.id ?? '',
    credentials: { client_id: account.clientId, client_secret: clientSecret },
  };
}

/** A token by the seed's contract: credentials as JSON. */
export async function serviceToken(baseUrl: string, { credentials }: ServiceClient): Promise<string> {
  const response = await fetch(`${baseUrl}/api/v1/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (response.status !== 200 || token === undefined) throw new Error(`no token: ${response.status}`);
  return token;
}
