import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { AuditTrail, currentRequestContext, GatehouseError } from '@gatehouse/contracts';
import { refusalOf } from './authentication.guard.ts';
import { accessOf } from './route-access.ts';

/** Lets a request in when its route declares who may come, and the caller is one of them. Everything else is refused. */
@Injectable()
export class AuthorizationGuard implements CanActivate {
  constructor(private readonly audit: AuditTrail) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(context.getHandler(), context.getClass());
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<Request>();
    const refusal = refusalOf(request);
    if (refusal !== undefined) throw refusal;
    const principal = currentRequestContext()?.principal;
    if (access === undefined)
      throw await this.deny(request, new GatehouseError('PERMISSION_DENIED', 'This route is not accessible.'));
    if (!principal) throw new GatehouseError('AUTHENTICATION_REQUIRED', 'Sign in and send the access token.');
    if (access === 'any token' ? !principal.mustChangePassword : principal.permissions.has(access)) return true;
    throw await this.deny(
      request,
      principal.mustChangePassword
        ? new GatehouseError('PASSWORD_CHANGE_REQUIRED', 'Change the one-time password first.')
        : new GatehouseError(
            'PERMISSION_DENIED',
            `This requires the permission ${access}. Ask an administrator to grant it.`,
          ),
      access,
    );
  }

  /** No entry, no answer: when the denial cannot be recorded, that failure is what the caller gets. It is still not let in. */
  private async deny(request: Request, error: GatehouseError, permission?: string): Promise<GatehouseError> {
    const route = (request.route as { path?: string } | undefined)?.path ?? 'unknown';
    await this.audit.recordAlone({
      type: 'authorization_denied',
      action: `${request.method} ${route}`,
      status: 'denied',
      reason: error.code,
      resource: { type: 'route', id: route },
      ...(permission !== undefined && { details: { permission } }),
    });
    return error;
  }
}
