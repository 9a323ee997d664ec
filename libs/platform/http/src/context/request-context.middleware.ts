import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { isUuid, runInRequestContext } from '@gatehouse/contracts';

const MAX_USER_AGENT = 512;

/** Opens the context that travels with the request, and names it in the answer. */
export function requestContext(request: Request, response: Response, next: NextFunction): void {
  const requestId = requestIdOf(request.headers['x-request-id']);
  response.setHeader('X-Request-Id', requestId);
  const ip = clientAddress(request.ip, request.socket.remoteAddress);
  const userAgent = request.headers['user-agent']?.slice(0, MAX_USER_AGENT);
  runInRequestContext(
    { requestId, ...(ip !== undefined && { ip }), ...(userAgent !== undefined && { userAgent }) },
    next,
  );
}

/** The caller's id when it is a UUID, else a new one: anything else could carry what a log must not hold. */
export function requestIdOf(header: string | string[] | undefined): string {
  const given = typeof header === 'string' ? header.toLowerCase() : '';
  return isUuid(given) ? given : randomUUID();
}

/**
 * The address that the trusted proxies vouch for (Express picks the rightmost one that is not theirs), as plain
 * IPv4 or IPv6. A forwarded text that is no address counts for nothing.
 */
export function clientAddress(forwarded: string | undefined, peer: string | undefined): string | undefined {
  for (const candidate of [forwarded, peer]) {
    const plain = candidate?.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
    if (plain !== undefined && isIP(plain) !== 0) return plain;
  }
  return undefined;
}
