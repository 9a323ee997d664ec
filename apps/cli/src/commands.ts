import 'reflect-metadata';
import { explainStartFailure } from '@gatehouse/observability';
import { listKeys, revokeKey, rotateKey } from './commands/manage-keys.ts';
import {
  createServiceAccount,
  disableServiceAccount,
  listServiceAccounts,
  revokeClientSecret,
  rotateClientSecret,
} from './commands/manage-service-accounts.ts';
import {
  changeUserRole,
  createUser,
  disableUser,
  enableUser,
  listUsers,
  resetUser,
  unlockUser,
} from './commands/manage-users.ts';
import { migrate } from './commands/migrate.ts';
import { printOpenApi } from './commands/print-openapi.ts';
import { acknowledgeRestore } from './commands/acknowledge-restore.ts';
import { printAuditKeys } from './commands/print-audit-keys.ts';
import { replayAuditSiem } from './commands/replay-audit-siem.ts';
import { applyRetention } from './commands/apply-retention.ts';
import { bundleAuditLog } from './commands/bundle-audit-log.ts';
import { addLegalHold, listLegalHolds, releaseLegalHold } from './commands/manage-legal-holds.ts';
import { verifyAuditBundle } from './commands/verify-audit-bundle.ts';
import { verifyAuditLog } from './commands/verify-audit-log.ts';
import type { Command } from './command.ts';

/** In the order in which they are listed. */
export const commands: readonly Command[] = [
  migrate,
  verifyAuditLog,
  bundleAuditLog,
  verifyAuditBundle,
  applyRetention,
  addLegalHold,
  listLegalHolds,
  releaseLegalHold,
  acknowledgeRestore,
  printAuditKeys,
  replayAuditSiem,
  listKeys,
  rotateKey,
  revokeKey,
  listUsers,
  createUser,
  changeUserRole,
  disableUser,
  enableUser,
  resetUser,
  unlockUser,
  createServiceAccount,
  listServiceAccounts,
  rotateClientSecret,
  revokeClientSecret,
  disableServiceAccount,
  printOpenApi,
];

export { explainStartFailure };
