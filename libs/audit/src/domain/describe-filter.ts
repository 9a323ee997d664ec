import { isIP } from 'node:net';
import { isUuid, type JsonObject, type JsonValue, type SensitiveDigest } from '@gatehouse/contracts';
import type { AuditFilter } from './audit-search.ts';

const WORD = /^[a-z_]{1,32}$/;
/** A name may lead to more ids than an entry should hold. */
const MOST_TOLD = 20;

const isId = (value: string) => isUuid(value.toLowerCase());

/** What may be told as it was typed, because nothing else can look like it. */
const PLAIN: Readonly<Partial<Record<keyof AuditFilter, (value: string) => boolean>>> = {
  resourceType: (value) => WORD.test(value),
  ip: (value) => isIP(value) !== 0,
  requestId: isId,
  sessionId: isId,
  text: () => false,
};

/**
 * A filter as it is put on record. What somebody searches for may be the very secret that they fear has leaked, or
 * what the clipboard happened to hold, so words and ids of no known form appear as a digest: two searches for the same
 * can be seen to be the same. Of a name, the ids are told that it led to.
 */
export function describeFilter({ actors, resourceIds, ...filter }: AuditFilter, digest: SensitiveDigest): JsonObject {
  const described: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(filter) as [keyof AuditFilter, string | string[] | false | undefined][]) {
    if (value === undefined) continue;
    const mayBeTold = PLAIN[name];
    described[name] =
      typeof value === 'string' && mayBeTold && !mayBeTold(value) ? digest.of(value, 'audit-search') : value;
  }
  if (actors) described['actor'] = describeIds(actors, digest);
  if (resourceIds) described['resource'] = describeIds(resourceIds, digest);
  return described;
}

function describeIds(ids: readonly string[], digest: SensitiveDigest): JsonValue {
  if (ids.length > MOST_TOLD) return digest.of([...ids], 'audit-search');
  const told = ids.map((id) => (isId(id) ? id : digest.of(id, 'audit-search')));
  return told.length === 1 && told[0] !== undefined ? told[0] : told;
}
