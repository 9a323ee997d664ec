import type { IncomingMessage } from 'node:http';
import { PerAppStrategy } from '@gatehouse/access';
import { decodeFormText } from '@gatehouse/http';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { readClientCredentials } from '../../domain/oauth/client-request.ts';
import { AuthenticateClient, type AuthenticatedClient } from '../../use-cases/tokens/authenticate-client.ts';

/** Which service account calls, by its client credentials: in a form, JSON or HTTP Basic. */
@Injectable()
export class ClientCredentialsStrategy extends PassportStrategy(PerAppStrategy) {
  constructor(private readonly authenticateClient: AuthenticateClient) {
    super('client-credentials');
  }

  /** @throws OAuthError `invalid_client`, `invalid_request` */
  async validate(request: Request): Promise<AuthenticatedClient> {
    const sent = { body: request.body as unknown, authorization: authorizationsOf(request) };
    return this.authenticateClient.execute(readClientCredentials(sent, decodeFormText));
  }
}

/** All of them: Node shows the first only, and a proxy in front may have looked at another one. */
function authorizationsOf({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'authorization');
}
