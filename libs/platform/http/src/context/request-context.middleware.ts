import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { isUuid, runInRequestContext } from '@gatehouse/contracts';
import { type IsTrusted, clientAddress } from './client-address.ts';

const MAX_USER_AGENT = 512;

/** Opens the context that travels with the request, and names it in the answer. */
export function requestContext(isTrusted: IsTrusted) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const requestId = requestIdOf(request.headers['x-request-id']);
    response.setHeader('X-Request-Id', requestId);
    const ip = clientAddress(request.socket.remoteAddress, request.headers['x-forwarded-for'], isTrusted);
    const userAgent = request.headers['user-agent']?.slice(0, MAX_USER_AGENT);
    runInRequestContext(
      {
        requestId,
        ...(ip === undefined ? { addressUnknown: true } : { ip }),
        ...(userAgent !== undefined && { userAgent }),
      },
      next,
    );
  };
}

/** The caller's id when it is a UUID, else a new one: anything else could carry what a log must not hold. */
export function requestIdOf(header: string | string[] | undefined): string {
  const given = typeof header === 'string' ? header.toLowerCase() : '';
  return isUuid(given) ? given : randomUUID();
}
