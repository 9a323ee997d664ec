import { Platform1763800000001 } from './1763800000001-platform.ts';
import { Audit1763800000004 } from './1763800000004-audit.ts';

/** Every migration, oldest first. A new one is a file and a line here. */
export const migrations = [Platform1763800000001, Audit1763800000004] as const;
