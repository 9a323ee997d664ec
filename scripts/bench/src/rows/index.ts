import type { BenchRow } from '../bench-row.ts';
import { auditExport } from './audit-export.ts';
import { auditSearch } from './audit-search.ts';
import { auditSequencer } from './audit-sequencer.ts';
import { auditVerify } from './audit-verify.ts';
import { guardedRead } from './guarded-read.ts';
import { tokenIssue } from './token-issue.ts';

/** All rows, in the order in which they run. */
export const rows: readonly BenchRow[] = [
  tokenIssue,
  guardedRead,
  auditSearch,
  auditExport,
  auditVerify,
  auditSequencer,
];
