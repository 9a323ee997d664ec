import { GatehouseError } from '@gatehouse/contracts';
import { CorsPolicy } from '@gatehouse/http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { isCrossSite } from '../domain/request-origin.ts';

/** Keeps pages of other sites away from the routes that read or set the session cookie. */
@Injectable()
export class SameSiteGuard implements CanActivate {
  constructor(private readonly cors: CorsPolicy) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Request>();
    const fetchSite = headers['sec-fetch-site'];
    const request = {
      origin: headers.origin,
      fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
      host: headers.host,
    };
    if (!isCrossSite(request, (origin) => this.cors.allows(origin))) return true;
    throw new GatehouseError('CROSS_SITE_REQUEST', 'This can only be done from a page of Gatehouse itself.');
  }
}
