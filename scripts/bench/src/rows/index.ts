import type { BenchRow } from '../bench-row.ts';
import { auditAppend } from './audit-append.ts';
import { auditedWrite } from './audited-write.ts';
import { guardedRead } from './guarded-read.ts';
import { login } from './login.ts';
import { refresh } from './refresh.ts';
import { tokenIssue } from './token-issue.ts';

/** All rows, in the order in which they run. */
export const rows: readonly BenchRow[] = [tokenIssue, guardedRead, login, refresh, auditAppend, auditedWrite];
