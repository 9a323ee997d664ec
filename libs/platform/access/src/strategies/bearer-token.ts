import type { IncomingMessage } from 'node:http';
import { GatehouseError, INVALID_TOKEN_DETAIL } from '@gatehouse/contracts';

const MAX_TOKEN_LENGTH = 8192;
/** RFC 6750, 2.1: one or more spaces; the scheme's name is case-insensitive (RFC 9110, 11.1). */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * The token of a request. Taken from the header only: a token in an address ends in logs.
 * @throws AUTHENTICATION_REQUIRED without one, TOKEN_INVALID for anything but one well-formed token
 */
export function bearerToken(request: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): string {
  const header = request.headers.authorization;
  if (header === undefined) throw new GatehouseError('AUTHENTICATION_REQUIRED', 'Sign in and send the access token.');
  // Node keeps the first of several; a proxy before us may have looked at another one.
  const count = request.rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization',
  ).length;
  const token = header.length <= MAX_TOKEN_LENGTH && count <= 1 ? BEARER.exec(header)?.[1] : undefined;
  if (token === undefined) throw new GatehouseError('TOKEN_INVALID', INVALID_TOKEN_DETAIL);
  return token;
}
