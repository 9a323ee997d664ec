import type { BenchRow } from '../bench-row.ts';
import { guardedRead } from './guarded-read.ts';
import { tokenIssue } from './token-issue.ts';

/** All rows, in the order in which they run. */
export const rows: readonly BenchRow[] = [tokenIssue, guardedRead];
