import { Platform1763800000001 } from './1763800000001-platform.ts';
import { Keys1763800000002 } from './1763800000002-keys.ts';
import { Accounts1763800000003 } from './1763800000003-accounts.ts';
import { Audit1763800000004 } from './1763800000004-audit.ts';
import { Settings1763800000005 } from './1763800000005-settings.ts';
import { Uploads1763800000006 } from './1763800000006-uploads.ts';
import { KeyRotation1763800000007 } from './1763800000007-key-rotation.ts';
import { ServiceAccounts1763800000008 } from './1763800000008-service-accounts.ts';
import { AuditTransparency1763800000012 } from './1763800000012-audit-transparency.ts';
import { AuditRetention1763800000014 } from './1763800000014-audit-retention.ts';

/** Every migration, oldest first. A new one is a file and a line here. */
export const migrations = [
  Platform1763800000001,
  Keys1763800000002,
  Accounts1763800000003,
  Audit1763800000004,
  Settings1763800000005,
  Uploads1763800000006,
  KeyRotation1763800000007,
  ServiceAccounts1763800000008,
  AuditTransparency1763800000012,
  AuditRetention1763800000014,
] as const;
