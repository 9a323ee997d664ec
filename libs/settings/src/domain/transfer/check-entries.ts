import { faultOfKey } from '../setting-key.ts';
import { MAX_FILE_SETTINGS } from './file-limits.ts';
import type { LineFault, ReadEntry } from './read-entry.ts';

/** What is wrong with the names of a file: those that no setting can have, and those that come twice, in whatever case. */
export function faultsOfKeys(entries: readonly ReadEntry[]): readonly LineFault[] {
  const first = entries[MAX_FILE_SETTINGS];
  if (first) return [{ line: first.line, message: `is one setting too many; a file may hold ${MAX_FILE_SETTINGS}` }];
  const lines = new Map<string, number>();
  return entries.flatMap(({ key, line }) => {
    const fault = faultOfKey(key);
    if (fault !== undefined) return [{ line, message: `has a key that ${fault}` }];
    const before = lines.get(key.toLowerCase());
    lines.set(key.toLowerCase(), line);
    return before === undefined ? [] : [{ line, key, message: `has the key of line ${before}; send each once` }];
  });
}
