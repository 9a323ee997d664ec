import { PERMISSIONS, ROLES, SERVICE_SCOPES } from '@gatehouse/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permissionsOf, ROLE_PERMISSIONS } from './role-permissions.ts';

describe('permissionsOf', () => {
  it('gives all of the role without a scope', () => {
    expect([...permissionsOf('viewer', '')]).toEqual(ROLE_PERMISSIONS.viewer);
    expect(permissionsOf('admin', '  ').size).toBe(PERMISSIONS.length);
  });

  it('never gives more than the role, nor more than the scope', () => {
    const words = fc.array(fc.oneof(fc.constantFrom(...PERMISSIONS), fc.string()), { minLength: 1 });
    fc.assert(
      fc.property(fc.constantFrom(...ROLES), words, (role, scope) => {
        const text = scope.join(' ');
        const named = text.split(' ').filter((word) => word !== '');
        fc.pre(named.length > 0);
        for (const permission of permissionsOf(role, text)) {
          expect(ROLE_PERMISSIONS[role]).toContain(permission);
          expect(named).toContain(permission);
        }
      }),
    );
  });

  it('gives a service what its scope names, as far as services can have it, and nothing without one', () => {
    expect(permissionsOf('service', '')).toEqual(new Set());
    expect(permissionsOf('service', 'uploads:write settings:reveal')).toEqual(
      new Set(['uploads:write', 'settings:reveal']),
    );
    for (const staffOnly of PERMISSIONS.filter((one) => !(SERVICE_SCOPES as readonly string[]).includes(one)))
      expect(permissionsOf('service', staffOnly)).toEqual(new Set());
  });

  it('keeps values and changes of secrets and keys from everybody but admins', () => {
    for (const role of ['viewer', 'auditor', 'service', 'partner'] as const) {
      expect(ROLE_PERMISSIONS[role]).not.toContain('settings:reveal');
      expect(ROLE_PERMISSIONS[role]).not.toContain('settings:write');
      expect(ROLE_PERMISSIONS[role]).not.toContain('keys:manage');
      expect(ROLE_PERMISSIONS[role]).not.toContain('users:manage');
    }
  });
});
