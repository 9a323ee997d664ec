import { randomUUID } from 'node:crypto';
import { controllersOf, listRoutes, type RouteAccess } from '@gatehouse/access';
import { CreateUser } from '@gatehouse/accounts';
import { type AccessTokenRequest, type Permission, ROLES, TokenIssuer } from '@gatehouse/contracts';
import { ModulesContainer } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeApi, type WholeApi } from './whole-api.fixture.ts';

/** Which roles hold which permission, written down a second time: a right that somebody gains or loses is noticed here. */
const HOLDERS: Readonly<Record<Permission, readonly string[]>> = {
  'account:self': ['admin', 'viewer', 'auditor'],
  'account:manage': ['admin', 'viewer', 'auditor'],
  'system:read': ['admin', 'viewer', 'auditor'],
  'settings:list': ['admin', 'viewer', 'auditor'],
  'settings:write': ['admin'],
  'settings:reveal': ['admin'],
  'settings:resolve': ['admin'],
  'uploads:read': ['admin', 'viewer'],
  'uploads:write': ['admin', 'viewer'],
  'audit:read': ['admin', 'auditor'],
  'keys:read': ['admin', 'viewer', 'auditor'],
  'keys:manage': ['admin'],
  'service-accounts:manage': ['admin'],
  'users:manage': ['admin'],
  'tokens:introspect': ['admin'],
};
/** What a refusal for who is asking looks like; everything else is the answer of the route. */
const REFUSALS = ['AUTHENTICATION_REQUIRED', 'TOKEN_INVALID', 'PERMISSION_DENIED', 'PASSWORD_CHANGE_REQUIRED'];

let api: WholeApi;
beforeAll(async () => {
  api = await startWholeApi();
});
afterAll(() => api.close());

const issue = async (request: Pick<AccessTokenRequest, 'kind' | 'role'> & Partial<AccessTokenRequest>) => {
  const { token } = await api.app.get(TokenIssuer).issue({ subject: randomUUID(), scope: '', ...request });
  return token;
};

/** Every route of the API, answered to the token: `in`, or the code with which it was refused. */
async function answers(token: string | undefined): Promise<readonly (readonly [string, RouteAccess, string])[]> {
  const found: (readonly [string, RouteAccess, string])[] = [];
  for (const { method, path, access } of listRoutes(controllersOf(api.app.get(ModulesContainer)))) {
    // nothing has this id: what is let in finds nothing to act on
    const { body } = await api.call(method, path.replaceAll(/:\w+/g, randomUUID()), { token });
    const code = (body as { code?: string } | undefined)?.code ?? '';
    found.push([`${method} ${path}`, access ?? 'public', REFUSALS.includes(code) ? code : 'in']);
  }
  return found;
}

describe('every route of the API', () => {
  it('is closed without a token, unless it is public', async () => {
    const routes = await answers(undefined);
    expect(routes.length).toBeGreaterThan(40);
    for (const [route, access, answer] of routes)
      expect([route, answer]).toEqual([route, access === 'public' ? 'in' : 'AUTHENTICATION_REQUIRED']);
  });

  it.each(ROLES)('opens to %s what the role holds, and refuses the rest', async (role) => {
    const { id } = await api.app.get(CreateUser, { strict: false }).execute({ login: role, role });
    const token = await issue({ subject: id, kind: 'user', role });
    for (const [route, access, answer] of await answers(token)) {
      const open = access === 'public' || access === 'any token' || HOLDERS[access].includes(role);
      expect([route, answer]).toEqual([route, open ? 'in' : 'PERMISSION_DENIED']);
    }
  });

  it('opens to nobody but the change of the password while that is a one-time password', async () => {
    const { id } = await api.app.get(CreateUser, { strict: false }).execute({ login: 'fresh', role: 'admin' });
    const token = await issue({ subject: id, kind: 'user', role: 'admin', scope: 'account:self' });
    for (const [route, access, answer] of await answers(token)) {
      const open = access === 'public' || access === 'account:self';
      expect([route, answer]).toEqual([route, open ? 'in' : 'PASSWORD_CHANGE_REQUIRED']);
    }
  });

  it('opens to a service what its scope names, and nothing that is for staff alone', async () => {
    const token = await issue({
      kind: 'service_account',
      role: 'service',
      scope: 'settings:list users:manage account:self keys:manage service-accounts:manage',
      clientId: 'sa_0000000000000000000000',
    });
    for (const [route, access, answer] of await answers(token)) {
      const open = access === 'public' || access === 'any token' || access === 'settings:list';
      expect([route, answer]).toEqual([route, open ? 'in' : 'PERMISSION_DENIED']);
    }
  });
});
