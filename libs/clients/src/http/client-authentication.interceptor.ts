import {
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { invalidClient } from '../domain/oauth/oauth-error.ts';
import { ClientCredentialsStrategy } from './strategies/client-credentials.strategy.ts';

/**
 * Has the strategy `client-credentials` find out which client calls, before the route does anything else: nobody learns even
 * whether a request is complete. It is passport's guard, run as an interceptor, because bodies are read after the guards and
 * the credentials may be in one.
 */
@Injectable()
export class ClientAuthentication extends AuthGuard() implements NestInterceptor {
  constructor(strategy: ClientCredentialsStrategy) {
    super({ defaultStrategy: strategy.name });
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    await this.canActivate(context);
    return next.handle();
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as the method that it overrides
  override handleRequest<Client>(error: unknown, client: unknown): Client {
    if (error instanceof Error) throw error;
    if (!client) throw invalidClient();
    return client as Client;
  }
}

/** The client that `ClientAuthentication` let in, as an `AuthenticatedClient`. */
export const CurrentClient = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { user } = context.switchToHttp().getRequest<Request>();
  if (!user) throw invalidClient();
  return user;
});
