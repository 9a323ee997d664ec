import type { JsonObject, SensitiveDigest } from '@gatehouse/contracts';
import type { AuditFilter } from './audit-search.ts';

/**
 * A filter as it is put on record. The words that somebody searches for may be the very secret that they fear has
 * leaked, so they appear as a digest: two searches for the same words can be seen to be the same.
 */
export function describeFilter({ text, ...filter }: AuditFilter, digest: SensitiveDigest): JsonObject {
  const named = Object.entries(filter).filter(([, value]) => value !== undefined) as [string, string | string[]][];
  return {
    ...Object.fromEntries(named),
    ...(text !== undefined && { text: digest.of(text, 'audit-search') }),
  };
}
