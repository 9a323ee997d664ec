import type { BenchRow } from '../bench-row.ts';
import { auditAppend } from './audit-append.ts';
import { auditExport } from './audit-export.ts';
import { auditRetention } from './audit-retention.ts';
import { auditSearch } from './audit-search.ts';
import { auditSequencer } from './audit-sequencer.ts';
import { auditVerify } from './audit-verify.ts';
import { auditedWrite } from './audited-write.ts';
import { guardedRead } from './guarded-read.ts';
import { login } from './login.ts';
import { refresh } from './refresh.ts';
import { settingRead, settingReveal, settingUpdate } from './settings.ts';
import { tokenIssue } from './token-issue.ts';
import { upload } from './upload.ts';

/** All rows, in the order in which they run; those on the audit log of years come last. */
export const rows: readonly BenchRow[] = [
  tokenIssue,
  guardedRead,
  login,
  refresh,
  upload,
  auditAppend,
  auditedWrite,
  settingRead,
  settingReveal,
  settingUpdate,
  auditSearch,
  auditExport,
  auditVerify,
  auditRetention,
  auditSequencer,
];
