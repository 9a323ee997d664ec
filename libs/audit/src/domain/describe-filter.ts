import { isIP } from 'node:net';
import { isUuid, type JsonObject, type JsonValue, type SensitiveDigest } from '@gatehouse/contracts';
import type { AuditFilter } from './audit-search.ts';

const WORD = /^[a-z_]{1,32}$/;

const isId = (value: string) => isUuid(value.toLowerCase());

/** What may be told as it was typed, because nothing else can look like it. */
const PLAIN: Readonly<Partial<Record<keyof AuditFilter, (value: string) => boolean>>> = {
  actor: isId,
  resourceType: (value) => WORD.test(value),
  resourceId: isId,
  ip: (value) => isIP(value) !== 0,
  requestId: isId,
  sessionId: isId,
  text: () => false,
};

/**
 * A filter as it is put on record. What somebody searches for may be the very secret that they fear has leaked, or
 * what the clipboard happened to hold, so words and ids of no known form appear as a digest: two searches for the same
 * can be seen to be the same.
 */
export function describeFilter(filter: AuditFilter, digest: SensitiveDigest): JsonObject {
  const described: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(filter) as [keyof AuditFilter, string | string[] | undefined][]) {
    if (value === undefined) continue;
    const mayBeTold = PLAIN[name];
    described[name] =
      typeof value === 'string' && mayBeTold && !mayBeTold(value) ? digest.of(value, 'audit-search') : value;
  }
  return described;
}
