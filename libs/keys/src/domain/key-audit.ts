import type { AuditEntry, EntryReason } from '@gatehouse/contracts';
import type { KeyStep } from './plan-rotation.ts';
import type { SigningKey } from './signing-key.ts';

/** The audit entry of a step and of the rows that it changed. */
export function auditEntryOf(step: KeyStep, changed: readonly SigningKey[], reason: EntryReason): AuditEntry {
  // a fresh key is written first
  const subject = 'kid' in step ? changed.find(({ kid }) => kid === step.kid) : changed[0];
  const replaced = changed.find(({ status }) => status === 'previous');
  return {
    ...titleOf(step),
    status: 'success',
    reason,
    ...(subject && { resource: { type: 'signing_key', id: subject.kid } }),
    details: {
      ...(subject && { algorithm: subject.algorithm, fence: subject.fence }),
      ...(replaced && { replaced: replaced.kid }),
      ...('activatesAt' in step && { activatesAt: step.activatesAt.toISOString() }),
    },
  };
}

function titleOf({ kind }: KeyStep): Pick<AuditEntry, 'type' | 'action'> {
  switch (kind) {
    case 'install':
      return { type: 'key_rotated', action: 'install signing key' };
    case 'activate':
      return { type: 'key_rotated', action: 'rotate signing key' };
    case 'publish':
      return { type: 'key_published', action: 'publish next signing key' };
    case 'reschedule':
      return { type: 'key_rotation_scheduled', action: 'bring rotation forward' };
    case 'retire':
      return { type: 'key_retired', action: 'retire signing key' };
    case 'revoke':
      return { type: 'key_revoked', action: 'revoke signing key' };
  }
}
