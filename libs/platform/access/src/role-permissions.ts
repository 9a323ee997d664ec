import { PERMISSIONS, type Permission, type Principal, SERVICE_SCOPES } from '@gatehouse/contracts';

/** What each role may do. A service has no rights of its own: its scope alone gives them. */
export const ROLE_PERMISSIONS: Readonly<Record<Principal['role'], readonly Permission[]>> = {
  admin: PERMISSIONS,
  viewer: [
    'account:self',
    'account:manage',
    'settings:list',
    'uploads:read',
    'uploads:write',
    'system:read',
    'keys:read',
  ],
  auditor: ['account:self', 'account:manage', 'audit:read', 'settings:list', 'system:read', 'keys:read'],
  service: [],
  partner: [],
};

/** The scope of a token whose holder must change a one-time password before anything else. */
export const PASSWORD_CHANGE_SCOPE: Permission = 'account:self';

/**
 * The rights of a token: those of its role, narrowed by its scope. A scope never adds a right; an unknown word in it is nothing.
 * Only a service's rights come from its scope, as far as services can have them: no scope, no rights.
 */
export function permissionsOf(role: Principal['role'], scope: string): ReadonlySet<Permission> {
  const words = scope.split(' ').filter((word) => word !== '');
  if (role === 'service') return new Set(SERVICE_SCOPES.filter((permission) => words.includes(permission)));
  const held = ROLE_PERMISSIONS[role];
  return new Set(words.length === 0 ? held : held.filter((permission) => words.includes(permission)));
}
