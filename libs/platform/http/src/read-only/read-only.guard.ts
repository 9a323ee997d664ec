import { type CanActivate, type ExecutionContext, Injectable, Module } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { GatehouseError, ReadOnlyMode } from '@gatehouse/contracts';
import { WORKS_WHEN_READ_ONLY } from './works-when-read-only.decorator.ts';

/** RFC 9110 §9.2.1 */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const RETRY_AFTER_SECONDS = 60;

/** Refuses every changing route in read-only mode, but for those that say they work then. */
@Injectable()
export class ReadOnlyGuard implements CanActivate {
  constructor(
    private readonly mode: ReadOnlyMode,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.mode.reason() === undefined) return true;
    if (SAFE_METHODS.has(context.switchToHttp().getRequest<Request>().method)) return true;
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(WORKS_WHEN_READ_ONLY, targets)) return true;
    throw new GatehouseError('READ_ONLY', 'No changes are accepted until an operator has reviewed the database.', {
      retryAfter: RETRY_AFTER_SECONDS,
    });
  }
}

/** Import it after the module of the access guards: who may not come in at all is told that first. */
@Module({ providers: [{ provide: APP_GUARD, useClass: ReadOnlyGuard }] })
export class ReadOnlyGuardModule {}
