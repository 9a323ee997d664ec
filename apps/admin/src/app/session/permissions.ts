import type { User } from '@gatehouse/api-client';

/**
 * What each role may ask for. The API decides and answers 403; this table only spares people from doors that would not open.
 */
const GRANTS = {
  viewer: ['settings:list', 'uploads:read', 'uploads:write', 'system:read', 'keys:read'],
  auditor: ['audit:read', 'settings:list', 'system:read', 'keys:read'],
  admin: [
    'settings:list',
    'settings:write',
    'settings:reveal',
    'uploads:read',
    'uploads:write',
    'audit:read',
    'system:read',
    'keys:read',
    'users:manage',
    'keys:manage',
    'service-accounts:manage',
  ],
} as const;

export type Permission = (typeof GRANTS)['admin'][number];

/** Which roles may ask for something; none for a permission that people never have. */
export function rolesWith(permission: string): readonly User['role'][] {
  const roles = ['viewer', 'auditor', 'admin'] as const;
  return roles.filter((role) => (GRANTS[role] as readonly string[]).includes(permission));
}

export function mayRole(role: User['role'], permission: Permission): boolean {
  const granted: readonly Permission[] = GRANTS[role];
  return granted.includes(permission);
}
