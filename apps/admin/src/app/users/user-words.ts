import type { USER_STATES, UserAccount } from '@gatehouse/api-client';
import type { Tone } from '../ui/status-chip.ts';

export type Role = UserAccount['role'];

export type UserState = (typeof USER_STATES)[number];

export function roleName(role: Role): string {
  switch (role) {
    case 'admin':
      return $localize`Administrator`;
    case 'auditor':
      return $localize`Auditor`;
    case 'viewer':
      return $localize`Viewer`;
  }
}

export function roleMeaning(role: Role): string {
  switch (role) {
    case 'admin':
      return $localize`Sees and changes everything: settings and their values, keys, users`;
    case 'auditor':
      return $localize`Reads the audit log and sees which settings and keys there are; changes nothing`;
    case 'viewer':
      return $localize`Sees settings without their values, and sends and reads files`;
  }
}

export function userState(user: Pick<UserAccount, 'disabledAt' | 'lockedUntil' | 'mustChangePassword'>): {
  name: string;
  tone: Tone;
} {
  if (user.disabledAt !== null) return { name: $localize`:user state:Disabled`, tone: 'neutral' };
  if (user.lockedUntil !== null) return { name: $localize`:user state:Locked`, tone: 'danger' };
  if (user.mustChangePassword) return { name: $localize`One-time password`, tone: 'warn' };
  return { name: $localize`:user state:Active`, tone: 'ok' };
}
