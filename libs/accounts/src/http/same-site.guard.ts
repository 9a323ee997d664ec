import { AuditTrail, GatehouseError } from '@gatehouse/contracts';
import { CorsPolicy } from '@gatehouse/http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { isCrossSite } from '../domain/request-origin.ts';

/** Keeps pages of other sites away from the routes that read or set the session cookie. */
@Injectable()
export class SameSiteGuard implements CanActivate {
  constructor(
    private readonly cors: CorsPolicy,
    private readonly audit: AuditTrail,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const { headers } = request;
    const fetchSite = headers['sec-fetch-site'];
    const origin = {
      origin: headers.origin,
      fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
      host: headers.host,
    };
    if (!isCrossSite(origin, (allowed) => this.cors.allows(allowed))) return true;
    await this.recordDenial(request);
    throw new GatehouseError('CROSS_SITE_REQUEST', 'Send this request from a Gatehouse page only.');
  }

  private async recordDenial(request: Request): Promise<void> {
    const route = (request.route as { path?: string } | undefined)?.path ?? 'unknown';
    await this.audit.recordAlone({
      type: 'authorization_denied',
      action: `${request.method} ${route}`,
      status: 'denied',
      reason: 'CROSS_SITE_REQUEST',
      resource: { type: 'route', id: route },
    });
  }
}
