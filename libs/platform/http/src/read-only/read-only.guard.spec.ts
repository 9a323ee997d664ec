import { ReadOnlyMode } from '@gatehouse/contracts';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { ReadOnlyGuard } from './read-only.guard.ts';
import { WorksWhenReadOnly } from './works-when-read-only.decorator.ts';

class Routes {
  change(): void {}

  @WorksWhenReadOnly()
  signIn(): void {}
}

@WorksWhenReadOnly()
class AuthRoutes {
  change(): void {}
}

function ask(reason: string | undefined, method: string, handler: () => void, controller: object = Routes): boolean {
  const mode: ReadOnlyMode = { reason: () => reason };
  const context = {
    getHandler: () => handler,
    getClass: () => controller,
    switchToHttp: () => ({ getRequest: () => ({ method }) }),
  } as unknown as ExecutionContext;
  return new ReadOnlyGuard(mode, new Reflector()).canActivate(context);
}
const { change, signIn } = Routes.prototype;

describe('read-only mode', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('refuses %s with a code of its own, and no other time', (method) => {
    expect(() => ask('older database', method, change)).toThrow(expect.objectContaining({ code: 'READ_ONLY' }));
    expect(ask(undefined, method, change)).toBe(true);
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('lets %s through', (method) => {
    expect(ask('older database', method, change)).toBe(true);
  });

  it('lets routes through that say so, or whose controller does', () => {
    expect(ask('older database', 'POST', signIn)).toBe(true);
    expect(ask('older database', 'POST', AuthRoutes.prototype.change, AuthRoutes)).toBe(true);
  });
});
